#include "properties/boundaries/policy_file.h"

#include <algorithm>
#include <cctype>

#include "model/message_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/reader.h"
#include "scenarios/text_file.h"
#include "scenarios/wording.h"

namespace keycell::properties {
namespace {

using scenarios::TableReader;
using scenarios::Word;

template <class Choice, std::size_t count>
constexpr std::array<Word<Choice>, count> words_for(const std::array<Choice, count>& choices) {
  std::array<Word<Choice>, count> words{};
  for (std::size_t i = 0; i < count; ++i) words[i] = {name_of(choices[i]), choices[i]};
  return words;
}

constexpr auto classWords = words_for(crypto::allKeyClasses);
constexpr auto placeWords = words_for(model::allPlaces);
constexpr auto roleWords = words_for(allRoles);
constexpr std::array exposedWords{Word<Exposed>{name_of(Exposed::clear), Exposed::clear},
                                  Word<Exposed>{name_of(Exposed::scrambled), Exposed::scrambled}};

constexpr std::string_view kmsCacheWord = "kms-cache";
constexpr std::array holdingWords{Word<std::optional<MemoryRule>>{"while-used", MemoryRule{Holding::whileUsed}},
                                  Word<std::optional<MemoryRule>>{"host-up", MemoryRule{Holding::hostUp}},
                                  Word<std::optional<MemoryRule>>{kmsCacheWord, std::nullopt}};

using Keys = std::vector<std::string>;
const Keys& keys_of_when() {
  static const Keys keys{"profile",
                         "profile_other_than",
                         "unwrap",
                         "kms",
                         "channel",
                         "master_key_made_by",
                         "network_password_at_rest",
                         "data_key_born",
                         "copy_encryption",
                         "fulls"};
  return keys;
}

/// The list of a rule that speaks of nothing without it.
template <class Choice>
std::vector<Choice> some_choices(const TableReader& rule, std::string_view key, std::span<const Word<Choice>> words) {
  std::vector<Choice> chosen = rule.choices<Choice>(key, words);
  if (chosen.empty()) rule.refuse_value(key, "an empty list: the rule can never apply; expected at least one word");
  return chosen;
}

/// A word that is looked up in a list that is made at run time.
std::string word(const TableReader& reader, std::string_view key, std::string_view kind, const Keys& valid) {
  std::string chosen = reader.text(key);
  if (std::ranges::find(valid, chosen) == valid.end())
    reader.refuse_value(key, scenarios::no_such(chosen, kind, valid));
  return chosen;
}

When when_of(const TableReader& rule) {
  When when;
  const TableReader reader = rule.table("when", keys_of_when());
  if (reader.has("profile")) when.profile = word(reader, "profile", "profile", crypto::profile_names());
  if (reader.has("profile_other_than"))
    when.profile_other_than = word(reader, "profile_other_than", "profile", crypto::profile_names());
  if (!when.profile.empty() && when.profile == when.profile_other_than)
    reader.refuse_value("profile_other_than",
                        "\"profile\" asks for it: the rule can never apply; expected another one");
  if (reader.has("unwrap")) when.unwrap = reader.choice<crypto::Unwrap>("unwrap", scenarios::unwrapWords);
  if (reader.has("kms")) when.kms = word(reader, "kms", "kind of KMS", words_of_rows(scenarios::kms_kinds()));
  if (reader.has("channel")) when.channel = reader.choice<model::ChannelKind>("channel", scenarios::channelWords);
  if (reader.has("master_key_made_by"))
    when.master_key_made_by =
        reader.choice<model::MasterKeyMadeBy>("master_key_made_by", scenarios::masterKeyMadeByWords);
  if (reader.has("network_password_at_rest"))
    when.network_password_at_rest =
        reader.choice<model::PasswordAtRest>("network_password_at_rest", scenarios::passwordAtRestWords);
  if (reader.has("data_key_born"))
    when.data_key_born = reader.choice<model::DataKeyBorn>("data_key_born", scenarios::dataKeyBornWords);
  if (reader.has("copy_encryption"))
    when.copy_encryption = reader.choice<scenarios::CopyEncryption>("copy_encryption", scenarios::copyEncryptionWords);
  if (reader.has("fulls")) when.fulls = reader.choice<scenarios::Fulls>("fulls", scenarios::fullsWords);
  return when;
}

crypto::KeyClass class_of(const TableReader& rule) { return rule.choice<crypto::KeyClass>("class", classWords); }

Role role(const TableReader& rule, std::string_view key) {
  const std::string chosen = word(rule, key, "role", scenarios::texts_of<Role>(roleWords));
  return std::ranges::find(roleWords, chosen, &Word<Role>::text)->choice;
}

PolicyFile::Wraps wraps_of(const TableReader& rule) {
  return {.when = when_of(rule),
          .by = rule.choice<crypto::KeyClass>("by", classWords),
          .what = some_choices<crypto::KeyClass>(rule, "what", classWords),
          .why = rule.text("why")};
}

PolicyFile::Wrapped wrapped_of(const TableReader& rule) {
  return {.when = when_of(rule),
          .key_class = class_of(rule),
          .places = some_choices<model::Place>(rule, "place", placeWords),
          .why = rule.text("why")};
}

Keys names_of_messages() {
  Keys names;
  for (const model::MessageKind& kind : model::message_kinds()) names.push_back(kind.name);
  return names;
}

/// Whose disk or media it is; nothing where any host can be seen.
std::optional<Role> writer_of(model::Place place) {
  switch (place) {
    case model::Place::csdbPage: return Role::commserve;
    case model::Place::kmsStore: return Role::kms;
    case model::Place::media: return Role::mediaAgent;
    case model::Place::wire:
    case model::Place::payload:
    case model::Place::logLine:
    case model::Place::errorText: return std::nullopt;
  }
  return std::nullopt;
}

/// Refuses another role: `only` is "csdb-page is written by".
void expect_role(const TableReader& rule, std::string_view key, Role role, std::span<const Role> possible,
                 const std::string& only) {
  if (std::ranges::find(possible, role) != possible.end()) return;
  Keys names;
  for (const Role one : possible) names.emplace_back(name_of(one));
  const std::string expected = scenarios::listed(names);
  rule.refuse_value(key, scenarios::quoted(name_of(role)) + ": " + only + " " + expected +
                             " only, so the rule can never apply; expected " + expected);
}

PolicyFile::Declared declared_of(const TableReader& rule) {
  DeclaredExposure exposure{.key_class = class_of(rule),
                            .place = rule.choice<model::Place>("place", placeWords),
                            .exposed = Exposed::clear,
                            .from = role(rule, "from"),
                            .to = std::nullopt,
                            .message = {},
                            .why = rule.text("why")};
  if (rule.has("form")) exposure.exposed = rule.choice<Exposed>("form", exposedWords);
  const bool is_file = exposure.place == model::Place::csdbPage || exposure.place == model::Place::kmsStore;
  if (exposure.exposed == Exposed::scrambled && !is_file)
    rule.refuse_value("form", "pads are looked for on \"csdb-page\" and \"kms-store\" only; expected \"clear\"");
  const std::string place(name_of(exposure.place));
  if (exposure.place == model::Place::payload) {
    exposure.to = role(rule, "to");
    exposure.message = word(rule, "message", "message", names_of_messages());
    const auto& kind = *std::ranges::find(model::message_kinds(), exposure.message, &model::MessageKind::name);
    const std::string what = scenarios::quoted(exposure.message);
    expect_role(rule, "from", exposure.from, kind.from, what + " goes from");
    expect_role(rule, "to", *exposure.to, kind.to, what + " goes to");
  } else {
    const Keys elsewhere{"class", "place", "form", "from", "why", "when"};
    for (const std::string_view key : {"to", "message"})
      if (rule.has(key)) rule.refuse_misplaced(key, "place", place, elsewhere);
    if (const auto writer = writer_of(exposure.place))
      expect_role(rule, "from", exposure.from, std::array{*writer}, place + " is written by");
  }
  return {.when = when_of(rule), .exposure = std::move(exposure)};
}

PolicyFile::Memory memory_of(const TableReader& rule) {
  PolicyFile::Memory memory{.when = when_of(rule),
                            .key_class = class_of(rule),
                            .roles = some_choices<Role>(rule, "role", roleWords),
                            .rule = std::nullopt,
                            .why = rule.text("why")};
  const std::string how_long = rule.text("how_long");
  if (!how_long.empty() && std::isdigit(static_cast<unsigned char>(how_long.front())) != 0) {
    memory.rule = MemoryRule{.holding = Holding::atMost, .at_most = rule.duration("how_long")};
  } else {
    memory.rule = rule.choice<std::optional<MemoryRule>>("how_long", holdingWords);
  }
  return memory;
}

bool has_synthetic_fulls(const scenarios::Scenario& scenario) {
  return std::ranges::any_of(scenario.clients,
                             [&](const auto& group) { return synthetic_fulls_of(scenario, group) > 0; });
}

}  // namespace

bool When::holds_in(const scenarios::Scenario& scenario) const {
  const auto fits = [](const auto& wanted, const auto& value) { return !wanted || *wanted == value; };
  return (profile.empty() || profile == scenario.keys.profile) &&
         (profile_other_than.empty() || profile_other_than != scenario.keys.profile) &&
         fits(unwrap, scenario.keys.unwrap) &&
         (kms.empty() || std::ranges::find(scenario.kms, kms, &scenarios::Kms::kind) != scenario.kms.end()) &&
         fits(channel, scenario.network.channel) && fits(master_key_made_by, scenario.readings.master_key_made_by) &&
         fits(network_password_at_rest, scenario.readings.network_password_at_rest) &&
         fits(data_key_born, scenario.readings.data_key_born) &&
         (!copy_encryption || std::ranges::find(scenario.copies, *copy_encryption, &scenarios::Copy::encryption) !=
                                  scenario.copies.end()) &&
         (!fulls || (*fulls == scenarios::Fulls::synthetic) == has_synthetic_fulls(scenario));
}

PolicyFile read_policy(std::string_view file_name, std::string_view text) {
  const scenarios::Table document = scenarios::parse_document(file_name, text);
  const TableReader root(file_name, document, "a boundary policy",
                         Keys{"title", "wraps", "wrapped", "declared", "memory"});
  PolicyFile policy;
  policy.title = root.reference("title");
  for (const TableReader& rule : root.tables("wraps", Keys{"by", "what", "why", "when"}))
    policy.wraps.push_back(wraps_of(rule));
  for (const TableReader& rule : root.tables("wrapped", Keys{"class", "place", "why", "when"}))
    policy.wrapped.push_back(wrapped_of(rule));
  for (const TableReader& rule :
       root.tables("declared", Keys{"class", "place", "form", "from", "to", "message", "why", "when"}))
    policy.declared.push_back(declared_of(rule));
  for (const TableReader& rule : root.tables("memory", Keys{"class", "role", "how_long", "why", "when"}))
    policy.memory.push_back(memory_of(rule));
  return policy;
}

PolicyFile load_policy(const std::string& path) {
  return read_policy(path, scenarios::read_text_file(path, "policy file"));
}

}  // namespace keycell::properties
