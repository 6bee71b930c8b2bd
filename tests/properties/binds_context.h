#pragma once
// Key code that binds its data key rows to their contexts, and demands that a
// protection is always used in the context in which it was made: what the
// documented profiles do not.

#include <map>

#include "crypto/hash.h"
#include "tests/sabotage/forwarding.h"

namespace keycell::test {

/// Behind each data key row stands the SHA-256 of the key and its context: who
/// has no key cannot make one for another context. Versions are left out of it,
/// because a rotation of the master key rewraps no data key.
class BindsContext final : public sabotage::ForwardingHierarchy {
 public:
  using ForwardingHierarchy::ForwardingHierarchy;
  using Context = crypto::KeyContext;
  using Services = crypto::KeyServices;
  using Protection = crypto::ProtectionRow;

  Protection create(const Context& of, Services services) const override {
    return known(ForwardingHierarchy::create(of, services), of);
  }
  Protection rewrap(const Protection& protection, const Context& of, const std::string& new_kms,
                    Services services) const override {
    demand(protection, of);
    return known(ForwardingHierarchy::rewrap(protection, of, new_kms, services), crypto::next_version(of));
  }
  crypto::NewDataKey new_data_key(const Protection& protection, const Context& of, Services services) const override {
    demand(protection, of);
    return bound(ForwardingHierarchy::new_data_key(protection, of, services), of);
  }
  crypto::NewDataKey protect_data_key(const Protection& protection, crypto::DataKey key, const Context& of,
                                      Services services) const override {
    demand(protection, of);
    return bound(ForwardingHierarchy::protect_data_key(protection, std::move(key), of, services), of);
  }
  crypto::DataKey open_data_key(const Protection& protection, const crypto::DataKeyRow& row, const Context& of,
                                Services services) const override {
    demand(protection, of);
    const std::size_t size = row.bytes.size() - std::min(row.bytes.size(), crypto::sha256SizeBytes);
    const View all(row.bytes);
    crypto::DataKey key = ForwardingHierarchy::open_data_key(protection, {bytes_of(all.first(size))}, of, services);
    if (bytes_of(all.subspan(size)) != tag_of(key, of)) throw crypto::KeyUnrecoverable("a row of another context");
    return key;
  }

 private:
  static Bytes tag(View key, Context of) {
    of.version = 0;
    Bytes bytes = bytes_of(key);
    append(bytes, crypto::canonical(of));
    const auto digest = crypto::sha256(bytes);
    return Bytes(digest.begin(), digest.end());
  }
  static Bytes tag_of(const crypto::DataKey& key, const Context& of) {
    return tag(key.bytes(crypto::SecretAccess::because("a test binds a row to its context")), of);
  }
  static crypto::NewDataKey bound(crypto::NewDataKey made, const Context& of) {
    append(made.row.bytes, tag_of(made.key, of));
    return made;
  }
  Protection known(Protection row, const Context& of) const {
    contexts_.insert_or_assign(row.bytes, of);
    return row;
  }
  /// Rows that somebody else made are not known here.
  void demand(const Protection& row, const Context& of) const {
    const auto made = contexts_.find(row.bytes);
    if (made != contexts_.end() && made->second != crypto::protection_of(of))
      throw crypto::KeyUnrecoverable("a protection of another context");
  }

  mutable std::map<Bytes, Context> contexts_;  // by the protection's row
};

}  // namespace keycell::test
