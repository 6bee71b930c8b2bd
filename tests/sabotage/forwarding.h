#pragma once
// Parts that stand in front of others and hand every call on: what planted faults derive from. Those of the world and
// of disks are in model/.

#include <memory>
#include <utility>

#include "sim/parts.h"

namespace keycell::sabotage {

class ForwardingHierarchy : public crypto::Hierarchy {
 public:
  explicit ForwardingHierarchy(std::unique_ptr<crypto::Hierarchy> behind) : behind_(std::move(behind)) {}

  crypto::KeyOwner key_owner() const override { return behind_->key_owner(); }
  crypto::DataKeyScope data_key_scope() const override { return behind_->data_key_scope(); }
  bool draws_rsa_pairs() const override { return behind_->draws_rsa_pairs(); }
  crypto::ProtectionRow create(const crypto::KeyContext& of, crypto::KeyServices services) const override {
    return behind_->create(of, services);
  }
  crypto::NewDataKey new_data_key(const crypto::ProtectionRow& protection, const crypto::KeyContext& of,
                                  crypto::KeyServices services) const override {
    return behind_->new_data_key(protection, of, services);
  }
  crypto::NewDataKey protect_data_key(const crypto::ProtectionRow& protection, crypto::DataKey key,
                                      const crypto::KeyContext& of, crypto::KeyServices services) const override {
    return behind_->protect_data_key(protection, std::move(key), of, services);
  }
  crypto::DataKey open_data_key(const crypto::ProtectionRow& protection, const crypto::DataKeyRow& row,
                                const crypto::KeyContext& of, crypto::KeyServices services) const override {
    return behind_->open_data_key(protection, row, of, services);
  }
  crypto::DataKeyRow rewrap_data_key(const crypto::DataKeyRow& row, crypto::DataKeyPlace from, crypto::DataKeyPlace to,
                                     crypto::KeyServices services) const override {
    return behind_->rewrap_data_key(row, from, to, services);
  }
  void forget_data_key(const crypto::ProtectionRow& protection, const crypto::DataKeyRow& row,
                       const crypto::KeyContext& of, crypto::KeyServices services) const override {
    behind_->forget_data_key(protection, row, of, services);
  }
  crypto::ProtectionRow rewrap(const crypto::ProtectionRow& protection, const crypto::KeyContext& of,
                               const std::string& new_kms, crypto::KeyServices services) const override {
    return behind_->rewrap(protection, of, new_kms, services);
  }
  crypto::ProtectionRow rotate_kek(const crypto::ProtectionRow& protection, const crypto::KeyContext& of,
                                   crypto::KeyServices services) const override {
    return behind_->rotate_kek(protection, of, services);
  }
  void retire(const crypto::ProtectionRow& protection, const crypto::KeyContext& of,
              crypto::KeyServices services) const override {
    behind_->retire(protection, of, services);
  }
  std::vector<crypto::MasterKeyId> master_keys(const crypto::ProtectionRow& protection) const override {
    return behind_->master_keys(protection);
  }

 private:
  std::unique_ptr<crypto::Hierarchy> behind_;
};

class ForwardingDelivery : public crypto::KeyDelivery {
 public:
  ForwardingDelivery(std::unique_ptr<crypto::KeyDelivery> behind, model::World& world)
      : behind_(std::move(behind)), world_(world) {}

  crypto::DeliveredKey seal(const crypto::DataKey& key, const crypto::NetworkPassword& password,
                            crypto::Rng& open_stream) const override {
    return behind_->seal(key, password, open_stream);
  }
  crypto::DataKey open(const crypto::DeliveredKey& delivered, const crypto::NetworkPassword& password) const override {
    return behind_->open(delivered, password);
  }

 protected:
  /// Of the host that delivers and opens.
  model::World& world() const { return world_; }

 private:
  std::unique_ptr<crypto::KeyDelivery> behind_;
  model::World& world_;
};

class ForwardingCipher : public crypto::RecordCipher {
 public:
  explicit ForwardingCipher(std::unique_ptr<crypto::RecordCipher> behind) : behind_(std::move(behind)) {}

  std::size_t key_size_bytes() const override { return behind_->key_size_bytes(); }
  Bytes seal(const crypto::DataKey& key, View plain, crypto::Rng& open_stream) const override {
    return behind_->seal(key, plain, open_stream);
  }
  Bytes open(const crypto::DataKey& key, View record) const override { return behind_->open(key, record); }

 private:
  std::unique_ptr<crypto::RecordCipher> behind_;
};

class ForwardingKms : public crypto::Kms {
 public:
  explicit ForwardingKms(crypto::Kms& behind) : behind_(behind) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override { return behind_.create_master_key(of); }
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override {
    return behind_.wrap(by, kek, of);
  }
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override {
    return behind_.unwrap(by, wrapped, of);
  }
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override { return behind_.fetch(id); }
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override {
    return behind_.locate(wanted);
  }
  void destroy(const crypto::MasterKeyId& id) override { behind_.destroy(id); }

 private:
  crypto::Kms& behind_;
};

/// The product with a `Faulty` in front of its key hierarchy, of its record ciphers, of its deliveries, of its worlds.
template <class Faulty>
sim::Parts with_hierarchy() {
  sim::Parts parts;
  parts.hierarchy = [of_product = parts.hierarchy](const scenarios::Scenario& scenario, model::World& world) {
    return std::make_unique<Faulty>(of_product(scenario, world));
  };
  return parts;
}

template <class Faulty>
sim::Parts with_cipher() {
  sim::Parts parts;
  parts.record_cipher = [of_product = parts.record_cipher](const scenarios::Scenario& scenario, model::World& world) {
    return std::make_unique<Faulty>(of_product(scenario, world));
  };
  return parts;
}

template <class Faulty>
sim::Parts with_delivery() {
  sim::Parts parts;
  parts.key_delivery = [of_product = parts.key_delivery](const scenarios::Scenario& scenario, model::World& world) {
    return std::make_unique<Faulty>(of_product(scenario, world), world);
  };
  return parts;
}

template <class Faulty>
sim::Parts with_world() {
  sim::Parts parts;
  parts.world = [](model::World& behind) { return std::make_unique<Faulty>(behind); };
  return parts;
}

}  // namespace keycell::sabotage
