#pragma once
// The KMSs that key code may reach in one call, made when they are first asked for.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "crypto/kms.h"

namespace keycell::model {

class KmsOnDemand final : public crypto::KmsDirectory {
 public:
  using Make = std::function<std::unique_ptr<crypto::Kms>(const std::string& name)>;
  explicit KmsOnDemand(Make make) : make_(std::move(make)) {}

  crypto::Kms& named(const std::string& name) override {
    std::unique_ptr<crypto::Kms>& kms = known_[name];
    if (!kms) kms = make_(name);
    return *kms;
  }

 private:
  Make make_;
  std::map<std::string, std::unique_ptr<crypto::Kms>> known_;
};

}  // namespace keycell::model
