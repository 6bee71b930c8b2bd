// The table of key hierarchies by name.

#include "crypto/profiles.h"

#include <map>
#include <stdexcept>

#include "crypto/profiles/pool_kek.h"
#include "crypto/profiles/rsa_kek.h"

namespace keycell::crypto {
namespace {

/// An RSA private key is larger than what KMSs open, so the software does it, with a master key that it fetches.
std::unique_ptr<Hierarchy> rsa_kek(const ProfileSettings& settings, KeyOwner owner, DataKeyScope scope) {
  if (settings.unwrap == Unwrap::remote)
    throw std::invalid_argument("this profile's RSA private keys are opened with a fetched master key");
  return std::make_unique<RsaKek>(owner, scope, settings.data_key_bytes);
}

using Profiles = std::map<std::string, ProfileFactory, std::less<>>;

// Made on first use, because a program may call add_profile while its own globals are constructed.
Profiles& profiles() {
  static Profiles table{
      {"per-copy-rsa",
       [](const ProfileSettings& settings) { return rsa_kek(settings, KeyOwner::copy, DataKeyScope::archiveFile); }},
      {"pool-kek",
       [](const ProfileSettings& settings) {
         return std::make_unique<PoolKek>(settings.unwrap, settings.data_key_bytes);
       }},
      {"pool-rsa-kek",
       [](const ProfileSettings& settings) { return rsa_kek(settings, KeyOwner::pool, DataKeyScope::client); }},
  };
  return table;
}

}  // namespace

void add_profile(std::string name, ProfileFactory make) {
  const auto [place, added] = profiles().try_emplace(std::move(name), std::move(make));
  if (!added) throw std::logic_error("there is already a key hierarchy \"" + place->first + "\"");
}

std::unique_ptr<Hierarchy> make_profile(std::string_view name, const ProfileSettings& settings) {
  const auto found = profiles().find(name);
  if (found == profiles().end()) throw std::out_of_range("there is no key hierarchy \"" + std::string(name) + "\"");
  return found->second(settings);
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : profiles()) names.push_back(name);
  return names;
}

}  // namespace keycell::crypto
