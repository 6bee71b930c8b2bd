// Faults of key code.

#include <map>
#include <optional>

#include "crypto/row_codec.h"
#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

using crypto::DataKey;
using crypto::DataKeyRow;
using crypto::KeyContext;
using crypto::KeyServices;
using crypto::NewDataKey;
using crypto::ProtectionRow;
using crypto::SecretAccess;

/// Does something to the row of every new data key, whoever made it.
class ChangesNewRows : public ForwardingHierarchy {
 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override {
    return changed(ForwardingHierarchy::new_data_key(protection, of, services));
  }
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                              KeyServices services) const override {
    return changed(ForwardingHierarchy::protect_data_key(protection, std::move(key), of, services));
  }

 private:
  virtual NewDataKey changed(NewDataKey made) const = 0;
};

NewDataKey unwrapped(NewDataKey made) {
  made.row.bytes = bytes_of(made.key.bytes(SecretAccess::because("planted fault: the row holds the data key itself")));
  return made;
}

class SkipsWrap final : public ChangesNewRows {
 public:
  using ChangesNewRows::ChangesNewRows;

 private:
  NewDataKey changed(NewDataKey made) const override { return unwrapped(std::move(made)); }
};

/// What comes after a failure takes a short cut.
class SkipsWrapOnRetry final : public ForwardingHierarchy {
  template <class Call>
  auto noting(Call call) const {
    try {
      return call();
    } catch (const crypto::KmsUnavailable&) {
      kms_failed_before_ = true;
      throw;
    }
  }

 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override {
    return changed(noting([&] { return ForwardingHierarchy::new_data_key(protection, of, services); }));
  }
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                              KeyServices services) const override {
    return changed(
        noting([&] { return ForwardingHierarchy::protect_data_key(protection, std::move(key), of, services); }));
  }
  DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                        KeyServices services) const override {
    return noting([&] { return ForwardingHierarchy::open_data_key(protection, row, of, services); });
  }
  ProtectionRow rewrap(const ProtectionRow& protection, const KeyContext& of, const std::string& new_kms,
                       KeyServices services) const override {
    return noting([&] { return ForwardingHierarchy::rewrap(protection, of, new_kms, services); });
  }

 private:
  NewDataKey changed(NewDataKey made) const {
    return kms_failed_before_ ? unwrapped(std::move(made)) : std::move(made);
  }

  mutable bool kms_failed_before_ = false;
};

/// Behind the row of a wrapped key stands the CRC32 of the key.
class CrcOfKey final : public ChangesNewRows {
 public:
  using ChangesNewRows::ChangesNewRows;
  DataKey open_data_key(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                        KeyServices services) const override {
    const std::size_t size = row.bytes.size() - std::min(row.bytes.size(), crypto::crc32SizeBytes);
    return ForwardingHierarchy::open_data_key(protection, {bytes_of(View(row.bytes).first(size))}, of, services);
  }

 private:
  NewDataKey changed(NewDataKey made) const override {
    crypto::append_crc32(made.row.bytes, made.key.bytes(SecretAccess::because("planted fault: the CRC32 of a key")));
    return made;
  }
};

/// The first data key under a protection is everybody's.
class OneDataKey final : public ForwardingHierarchy {
 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override {
    if (const auto first = first_.find(protection.bytes); first != first_.end())
      return opened(protection, first->second, of, services);
    return first_one(protection, ForwardingHierarchy::new_data_key(protection, of, services), of, services);
  }
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                              KeyServices services) const override {
    if (const auto first = first_.find(protection.bytes); first != first_.end()) {
      key.wipe();
      return opened(protection, first->second, of, services);
    }
    return first_one(protection, ForwardingHierarchy::protect_data_key(protection, std::move(key), of, services), of,
                     services);
  }

 private:
  NewDataKey opened(const ProtectionRow& protection, const DataKeyRow& row, const KeyContext& of,
                    KeyServices services) const {
    return {ForwardingHierarchy::open_data_key(protection, row, of, services), row};
  }
  /// Another one may have been made while this one was.
  NewDataKey first_one(const ProtectionRow& protection, NewDataKey made, const KeyContext& of,
                       KeyServices services) const {
    const auto [first, is_new] = first_.emplace(protection.bytes, made.row);
    if (is_new) return made;
    made.key.wipe();
    return opened(protection, first->second, of, services);
  }

  mutable std::map<Bytes, DataKeyRow> first_;  // by the protection's row
};

/// New data keys go under the protection that was made first.
class WrongKek final : public ForwardingHierarchy {
 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  ProtectionRow create(const KeyContext& of, KeyServices services) const override {
    ProtectionRow made = ForwardingHierarchy::create(of, services);
    if (!first_) first_ = made;
    return made;
  }
  NewDataKey new_data_key(const ProtectionRow& protection, const KeyContext& of, KeyServices services) const override {
    return ForwardingHierarchy::new_data_key(first_.value_or(protection), of, services);
  }
  NewDataKey protect_data_key(const ProtectionRow& protection, DataKey key, const KeyContext& of,
                              KeyServices services) const override {
    return ForwardingHierarchy::protect_data_key(first_.value_or(protection), std::move(key), of, services);
  }

 private:
  mutable std::optional<ProtectionRow> first_;
};

}  // namespace

sim::Parts skip_wrap() { return with_hierarchy<SkipsWrap>(); }
sim::Parts skip_wrap_on_retry() { return with_hierarchy<SkipsWrapOnRetry>(); }
sim::Parts one_data_key() { return with_hierarchy<OneDataKey>(); }
sim::Parts crc_of_key() { return with_hierarchy<CrcOfKey>(); }
sim::Parts wrong_kek() { return with_hierarchy<WrongKek>(); }

}  // namespace keycell::sabotage
