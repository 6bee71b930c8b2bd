#include "scenarios/readings.h"

#include "scenarios/units.h"
#include "scenarios/words.h"

namespace keycell::scenarios {

std::vector<ReadingInForce> readings_in_force(const Scenario& scenario) {
  const model::Readings& now = scenario.readings;
  const model::Readings usual;
  std::vector<ReadingInForce> list;
  const auto add = [&](std::string_view name, ReadingTag tag, const auto& value, const auto& otherwise, auto words) {
    list.push_back({std::string(name), words(value), value == otherwise, tag});
  };
  const auto by_name = [](auto value) { return std::string(name_of(value)); };
  add("kms_cache", ReadingTag::assumed, now.kms_cache, usual.kms_cache,
      [](Nanos time) { return time == model::unlimitedCache ? std::string(unlimitedWord) : duration_text(time); });
  add("data_key_reuse", ReadingTag::inferred, now.data_key_reuse, usual.data_key_reuse, by_name);
  add("data_key_scope", ReadingTag::documented, now.data_key_scope, usual.data_key_scope,
      [](const std::optional<crypto::DataKeyScope>& scope) {
        return text_of<std::optional<crypto::DataKeyScope>>(dataKeyScopeWords, scope);
      });
  add("data_key_born", ReadingTag::inferred, now.data_key_born, usual.data_key_born, by_name);
  add("network_password_at_rest", ReadingTag::assumed, now.network_password_at_rest, usual.network_password_at_rest,
      by_name);
  add("master_key_made_by", ReadingTag::documented, now.master_key_made_by, usual.master_key_made_by, by_name);
  add("record_crc", ReadingTag::inferred, now.record_crc, usual.record_crc, by_name);
  return list;
}

}  // namespace keycell::scenarios
