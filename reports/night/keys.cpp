#include <array>
#include <utility>

#include "reports/night/parts.h"
#include "reports/night/shares.h"

namespace keycell::reports {

void draw_inventory(LabelledText& page, const measures::CellCounts& cell) {
  using crypto::KeyClass;
  struct Words {
    KeyClass key_class;
    const char* one;
    const char* many;
  };
  constexpr std::array shown{Words{KeyClass::masterKey, "master key", "master keys"},
                             Words{KeyClass::kek, "KEK", "KEKs"}, Words{KeyClass::rsaPrivate, "RSA pair", "RSA pairs"},
                             Words{KeyClass::dataKey, "data key", "data keys"},
                             Words{KeyClass::networkPassword, "client network password", "client network passwords"}};
  std::vector<std::string> keys;
  for (const Words& words : shown)
    if (const auto found = cell.keys.find(words.key_class); found != cell.keys.end() && found->second > 0)
      keys.push_back(fmt::format("{} {}", found->second, plural(found->second, words.one, words.many)));
  page.line("keys", join(keys, ", "));
}

void draw_revoked(LabelledText& page, const measures::RevokedKeys& keys, bool used, const Start& start) {
  constexpr std::size_t most = 3;
  std::string label = "revoked";
  std::size_t shown = 0;
  for (const measures::RevokedKey& key : keys.list) {
    if (key.last_use.has_value() != used || shown++ >= most) continue;
    std::string text =
        fmt::format("{} at {}: {} {}", key.id, shown_name(key.kms), key.state, moment_text(key.at_s, start));
    if (key.until_s) text += " to " + moment_text(*key.until_s, start);
    if (const auto& last = key.last_use)
      text += fmt::format("; it, or what it alone opens, was used {} in that time, last {}: {} {} with {}",
                          times_seen(key.uses), moment_text(last->at_s, start), shown_name(last->host), last->does,
                          last->key);
    else
      text += "; nobody used it, or what it alone opens, in that time";
    page.line(std::exchange(label, ""), text, used ? warningPaint : nullptr);
  }
  if (shown > most)
    page.line("", fmt::format("and {} more revoked {} (--json)", shown - most, plural(shown - most, "key", "keys")));
}

void draw_key_work(LabelledText& page, const measures::KeyCosts& costs) {
  using crypto::KeyOperation;
  const auto cost_of = [&](KeyOperation operation) {
    const auto found = costs.operations.find(operation);
    return found == costs.operations.end() ? measures::KeyCost{} : found->second;
  };
  const measures::KeyCost wrap = cost_of(KeyOperation::aesWrap);
  const measures::KeyCost unwrap = cost_of(KeyOperation::aesUnwrap);
  const measures::KeyCost with_public = cost_of(KeyOperation::rsaPublic);
  const measures::KeyCost with_private = cost_of(KeyOperation::rsaPrivate);
  const measures::KeyCost pairs = cost_of(KeyOperation::rsaPair);
  std::string text = fmt::format("AES: {} wraps, {} unwraps, {} of CPU", wrap.count, unwrap.count,
                                 time_text(wrap.cpu_s + unwrap.cpu_s));
  if (with_public.count + with_private.count > 0)
    text += fmt::format("; RSA: {} public, {} private, {}", with_public.count, with_private.count,
                        time_text(with_public.cpu_s + with_private.cpu_s));
  if (pairs.count > 0)
    text += fmt::format("; {} {} generated in {}", pairs.count, plural(pairs.count, "pair", "pairs"),
                        time_text(pairs.cpu_s));
  page.line("key work", text);
  std::vector<Share> flows;
  for (const measures::KeyCostOfFlow& of : costs.operations_by_flow)
    flows.push_back({.of = flow_name(of.flow, of.where, of.side), .seconds = of.cost.cpu_s, .count = of.cost.count});
  flows = added_up(flows);
  if (!flows.empty())
    page.line("", "by flow: " + largest_five(flows, [](const Share& share) {
                    return fmt::format("{} {} in {}", share.of, share.count, time_text(share.seconds));
                  }));
  std::vector<std::string> data;
  const auto add = [&](const measures::BulkCost& bulk, const char* words) {
    if (bulk.bytes > 0)
      data.push_back(fmt::format("{} {} in {} of CPU", words, bytes_text(bulk.bytes), time_text(bulk.cpu_s)));
  };
  add(costs.bulk.encrypted_by_clients, "clients encrypt");
  add(costs.bulk.decrypted_by_clients, "decrypt");
  add(costs.bulk.encrypted_again_by_media_agents, "MediaAgents encrypt again");
  if (!data.empty()) page.line("", join(data, ", "));
}

}  // namespace keycell::reports
