// Records of clients, and their keys, that are not what they were.

#include <algorithm>

#include "scenarios/faults/disks.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

std::string not_a_client(const Scenario& s, const std::string& name) {
  const std::vector<std::string> clients = all_clients(s);
  return std::ranges::find(clients, name) != clients.end() ? "" : no_such(name, "client", clients);
}

RowKey whose_records_key() {
  return row_key("client", text(), "whose they are").needed().unless([](const Scenario& s, const Values& said) {
    return not_a_client(s, said.text("client"));
  });
}

RowKey other_client_key() {
  return row_key("with", text(), "the client with whose they are exchanged")
      .needed()
      .unless([](const Scenario& s, const Values& said) {
        if (said.text("with") != said.text("client")) return not_a_client(s, said.text("with"));
        return quoted(said.text("with")) + " is the same client; expected another one";
      });
}

RowKey records_or_keys_key() {
  return row_key("target", durableHosts,
                 "a MediaAgent, whose media have the records; or commserve, whose CSDB has their keys: there it acts "
                 "when the CommServe boots next")
      .needed()
      .unless([](const Scenario& s, const Values& said) {
        const std::string target = said.text("target");
        if (target == commserveName || is_media_agent(s, target)) return std::string();
        return quoted(target) + " has neither records nor the keys of clients; expected a MediaAgent or " +
               quoted(commserveName);
      });
}

Values drawn_values(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draws.one_of(s.media_agents).name);
  values.say("at", draws.instant_between_backups_and_restores());
  values.say("client", draws.one_of(all_clients(s)));
  return values;
}

std::optional<Fault> draw_exchanged(const Scenario& s, CellDraws& draws) {
  std::vector<std::string> clients = all_clients(s);
  if (clients.size() < 2) return std::nullopt;
  Values values = drawn_values(s, draws);
  std::erase(clients, values.text("client"));
  values.say("with", draws.one_of(clients));
  return Fault{.kind = "records-exchanged", .values = std::move(values)};
}

std::optional<Fault> draw_cut_short(const Scenario& s, CellDraws& draws) {
  return Fault{.kind = "records-cut-short", .values = drawn_values(s, draws)};
}

std::optional<Fault> draw_records_rolled_back(const Scenario& s, CellDraws& draws) {
  Values values = drawn_values(s, draws);
  const Nanos at = *values.time("at");
  values.say("as_of", std::min(draws.instant_of_work(), at - std::chrono::seconds(1)));
  return Fault{.kind = "records-rolled-back", .values = std::move(values)};
}

}  // namespace

std::deque<FaultKind> records_fault_kinds() {
  constexpr auto healthy =
      "what is not what it was does not open, and its restore fails with that reason; every other record opens";
  std::deque<FaultKind> kinds;
  kinds.push_back({{.word = "records-exchanged",
                    .sentence = "the records of two clients, or their keys, take each other's place",
                    .keys = at_a_moment({records_or_keys_key(), whose_records_key(), other_client_key()})},
                   Heals::never,
                   healthy,
                   draw_exchanged,
                   {"FID-1"}});
  kinds.push_back(
      {{.word = "records-rolled-back",
        .sentence = "the records of one client on media are as they were: newer ones are gone",
        .keys = {media_agent_key(), row_key("as_of", instant(), "the time whose records there are").needed(),
                 row_key("at", instant(), "when it acts").needed().after("as_of"), whose_records_key()}},
       Heals::never,
       healthy,
       draw_records_rolled_back,
       {"FID-1"}});
  kinds.push_back({{.word = "records-cut-short",
                    .sentence = "the records of one client, or its keys, lose their second half",
                    .keys = at_a_moment({records_or_keys_key(), whose_records_key()})},
                   Heals::never,
                   healthy,
                   draw_cut_short,
                   {"FID-1"}});
  return kinds;
}

}  // namespace keycell::scenarios
