// What befalls what is stored.

#include <algorithm>

#include "scenarios/faults/disks.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string not_on_media(const Scenario& s, const std::string& of) {
  const std::vector<std::string> clients = all_clients(s);
  if (is_number(of) || std::ranges::find(clients, of) != clients.end()) return {};
  return no_such(of, "client and no number of an archive file", clients);
}

std::string not_in_database(const std::string& host, const std::string& of) {
  static const std::vector<std::string> of_csdb{"protection", "data_key", "built_in_key", "network_password"};
  static const std::vector<std::string> of_kms{"master_key"};
  const std::vector<std::string>& tables = host == commserveName ? of_csdb : of_kms;
  return std::ranges::find(tables, of) != tables.end() ? "" : no_such(of, "table of keys of " + quoted(host), tables);
}

RowKey part_of_a_disk_key() {
  return row_key("part", text(),
                 "what it hits: on a MediaAgent the records of a client, or of an archive file by its number; in the "
                 "CSDB a key of the table protection, data_key, built_in_key or network_password; in the store of a "
                 "KMS one of the table master_key")
      .absent("any byte of the media, or of the database and its log")
      .unless([](const Scenario& s, const Values& said) {
        const std::string target = said.text("target");
        const std::string of = said.text("part");
        return is_media_agent(s, target) ? not_on_media(s, of) : not_in_database(target, of);
      });
}

RowKey when_it_acts_key() {
  return row_key("acts", one_of_words({"now", "at-boot"}),
                 "at once, or when the host boots next: what a program has read from its disk it does not read again "
                 "until then")
      .absent("now");
}

std::optional<Fault> draw_bit_rot(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draws.one_of(s.media_agents).name);
  values.say("at", draws.instant_between_backups_and_restores());
  return Fault{.kind = "bit-rot", .values = std::move(values)};
}

std::optional<Fault> draw_rolled_back(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draw_disk(s, draws));
  Nanos to = draws.instant_of_work();
  Nanos at = draws.instant_of_work();
  if (at < to) std::swap(to, at);
  if (at == to) at += draws.lasting();
  values.say("as_of", to);
  values.say("at", at);
  return Fault{.kind = "disk-rolled-back", .values = std::move(values)};
}

}  // namespace

std::deque<FaultKind> storage_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "bit-rot",
        .sentence = "one bit of what lies on a host's disk flips: on media, in the CSDB, in the store of a KMS",
        .keys = at_a_moment({disk_key(), part_of_a_disk_key(), when_it_acts_key()})},
       Heals::never,
       "the record or key that it hit does not open, and who needs it fails with that reason; every other one opens",
       draw_bit_rot,
       {"FID-1"}});
  std::ranges::move(disk_fault_kinds(), std::back_inserter(kinds));
  kinds.push_back(
      {{.word = "disk-rolled-back",
        .sentence = "a host goes off and boots with its disk as it was: CSDB, store of a KMS, or media",
        .keys = {disk_key(), row_key("as_of", instant(), "the time whose disk it gets").needed(),
                 row_key("at", instant(), "when it acts").needed().after("as_of"), lasts_key()}},
       Heals::never,
       "what was made since then is lost and nothing of it is half there; a key that was destroyed or a right that was "
       "taken away since is told, and not trusted again",
       draw_rolled_back,
       {"FID-1"}});
  std::ranges::move(records_fault_kinds(), std::back_inserter(kinds));
  return kinds;
}

}  // namespace keycell::scenarios
