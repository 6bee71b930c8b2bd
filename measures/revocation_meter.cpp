#include "measures/revocation_meter.h"

#include <algorithm>

#include "measures/results/json.h"
#include "measures/seconds.h"
#include "model/kms/key_state.h"

namespace keycell::measures {

void RevocationMeter::on(const model::Event& event) {
  using crypto::SecretId;
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    secrets_.learn(held->secret, held->key_class);
  } else if (const auto* key = std::get_if<model::MasterKeyAtKms>(&event.body)) {
    change_state(*key, seconds(event.time));
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
    use(event, wrapped->by, "wraps");
    learn_wrap(wrapped->what, wrapped->by);
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&event.body)) {
    use(event, unwrapped->by, "unwraps");
    learn_wrap(unwrapped->what, unwrapped->by);
  } else if (const auto* sealed = std::get_if<model::DataSealed>(&event.body)) {
    use(event, sealed->key, "seals");
  } else if (const auto* opened = std::get_if<model::DataOpened>(&event.body)) {
    use(event, opened->key, "opens");
  }
}

void RevocationMeter::change_state(const model::MasterKeyAtKms& told, double now_s) {
  const std::pair<std::string, std::string> name(told.kms, told.id);
  if (told.secret != crypto::SecretId{}) master_keys_[name] = told.secret;
  const auto key = master_keys_.find(name);
  if (key == master_keys_.end()) return;
  const auto before = revoked_now_.find(key->second);
  if (before != revoked_now_.end()) {
    if (told_[before->second].state == told.state) return;
    told_[before->second].until_s = now_s;
    revoked_now_.erase(before);
  }
  if (told.state == name_of(model::KeyState::active)) return;
  revoked_now_[key->second] = told_.size();
  told_.push_back({.kms = name.first,
                   .id = name.second,
                   .secret = key->second.ordinal,
                   .state = std::string(told.state),
                   .at_s = now_s});
}

void RevocationMeter::learn_wrap(crypto::SecretId what, crypto::SecretId by) {
  using crypto::KeyClass;
  // A channel key that wraps a key to be delivered, or the root of a KMS, is nothing that a stored key is under.
  if (!secrets_.is(by, KeyClass::masterKey) && !secrets_.is(by, KeyClass::kek) &&
      !secrets_.is(by, KeyClass::rsaPrivate))
    return;
  std::vector<crypto::SecretId>& above = wrapped_by_[what];
  if (std::ranges::find(above, by) == above.end()) above.push_back(by);
}

std::vector<std::size_t> RevocationMeter::revoked_above(crypto::SecretId key, int deep) const {
  if (const auto itself = revoked_now_.find(key); itself != revoked_now_.end()) return {itself->second};
  const auto above = wrapped_by_.find(key);
  if (above == wrapped_by_.end() || deep == 0) return {};
  std::vector<std::size_t> all;
  for (const crypto::SecretId by : above->second) {
    const std::vector<std::size_t> over = revoked_above(by, deep - 1);
    if (over.empty()) return {};
    all.insert(all.end(), over.begin(), over.end());
  }
  return all;
}

void RevocationMeter::use(const model::Event& event, crypto::SecretId key, std::string_view does) {
  if (revoked_now_.empty()) return;
  std::vector<std::size_t> above = revoked_above(key);
  std::ranges::sort(above);
  const auto twice = std::ranges::unique(above);
  above.erase(twice.begin(), twice.end());
  for (const std::size_t which : above) {
    ++told_[which].uses;
    told_[which].last_use = UseOfRevoked{.at_s = seconds(event.time),
                                         .host = std::string(event.host),
                                         .key = secrets_.name_of(key),
                                         .does = std::string(does)};
  }
}

RevokedKeys RevocationMeter::keys() const {
  RevokedKeys keys;
  keys.list.assign(told_.begin(), told_.begin() + static_cast<std::ptrdiff_t>(std::min(mostListed, told_.size())));
  keys.not_listed = told_.size() - keys.list.size();
  return keys;
}

std::string RevocationMeter::result() const { return result_text(keys()); }

}  // namespace keycell::measures
