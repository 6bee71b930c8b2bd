#include "reports/kms_console.h"

#include <fmt/format.h>

#include <algorithm>

#include "measures/results/json.h"
#include "reports/labelled_text.h"
#include "reports/screen.h"

namespace keycell::reports {
void KmsConsole::on(const model::Event& event) {
  const auto* told = std::get_if<model::MasterKeyAtKms>(&event.body);
  if (told == nullptr) return;
  const double now = static_cast<double>(event.time.count()) / 1e9;
  const auto [place, is_new] = place_.try_emplace({std::string(told->kms), std::string(told->id)}, keys_.size());
  if (is_new) {
    keys_.push_back(
        {.kms = std::string(told->kms),
         .id = std::string(told->id),
         .commcell_id = std::string(told->commcell_id),
         .policy = std::string(told->policy),
         .copy = std::string(told->copy),
         .generation = ++made_[{std::string(told->kms), std::string(told->policy), std::string(told->copy)}],
         .state = {},
         .created_s = now});
  }
  KeyAtKms& key = keys_[place->second];
  key.state = std::string(told->state);
  key.changed_s = now;
}

std::string KmsConsole::result() const { return measures::result_text(keys_); }

std::vector<KeyAtKms> keys_at_kms(const sim::Run& run) {
  return measures::told_by<std::vector<KeyAtKms>>("kms-console", run).value_or(std::vector<KeyAtKms>());
}

std::vector<std::string> kms_attributes() { return {"commcell", "copy", "id", "policy", "state"}; }

std::string attribute_of(const KeyAtKms& key, std::string_view attribute) {
  if (attribute == "commcell") return key.commcell_id;
  if (attribute == "copy") return key.copy;
  if (attribute == "id") return key.id;
  if (attribute == "policy") return key.policy;
  if (attribute == "state") return key.state;
  throw std::out_of_range("a key at a KMS has no attribute " + std::string(attribute));
}

std::vector<KeyAtKms> search(const std::vector<KeyAtKms>& keys, std::string_view kms,
                             const std::vector<Condition>& where) {
  std::vector<KeyAtKms> found;
  std::ranges::copy_if(keys, std::back_inserter(found), [&](const KeyAtKms& key) {
    return key.kms == kms && std::ranges::all_of(where, [&](const Condition& condition) {
             return attribute_of(key, condition.attribute) == condition.value;
           });
  });
  return found;
}

std::string console_table(const std::vector<KeyAtKms>& keys) {
  std::vector<std::array<std::string, 7>> rows{
      {"KEY ID", "COMMCELL", "POLICY", "COPY", "GENERATION", "STATE", "CREATED"}};
  for (const KeyAtKms& key : keys)
    rows.push_back({shown_name(key.id), key.commcell_id, shown_name(key.policy),
                    key.copy.empty() ? "-" : shown_name(key.copy), std::to_string(key.generation), key.state,
                    "after " + time_text(key.created_s)});
  std::array<std::size_t, 7> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}", row[i], widths[i] + 2);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace keycell::reports
