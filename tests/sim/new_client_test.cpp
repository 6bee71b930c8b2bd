// A new client moves no draw of another: neither keys nor initialisation vectors nor nonces. Otherwise two cells that
// differ by a client could not be compared key by key, and a counterexample would fall apart as it is made smaller.

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "scenarios/validate.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;

/// What was drawn, one line each: fingerprints of the real bytes, never the bytes, under names and no numbers.
class Drawn final : public model::Fold {
 public:
  std::string_view name() const override { return "drawn"; }

  void on(const model::Event& event) override {
    std::visit([&](const auto& body) { tell(event.host, body); }, event.body);
  }

  std::string result() const override {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  template <class Body>
  void tell(std::string_view, const Body&) {}

  void tell(std::string_view host, const model::SecretHeld& held) {
    prints_.emplace(held.secret.ordinal, print_of(held.bytes.bytes));
    if (held.how == crypto::Arrival::generated && held.key_class == crypto::KeyClass::kek)
      add("KEK at", host, print_of(held.bytes.bytes));
  }
  void tell(std::string_view, const model::MasterKeyAtKms& key) {
    if (key.secret.ordinal != 0)
      add("master key of", std::string(key.kms) + " " + std::string(key.policy) + " " + std::string(key.copy),
          prints_.at(key.secret.ordinal));
  }
  void tell(std::string_view, const model::KeyRowMade& made) {
    if (made.purpose == crypto::KeyPurpose::encryptsData)
      add("data key of", std::string(made.client) + " " + std::string(made.copy), prints_.at(made.secret.ordinal));
  }
  void tell(std::string_view host, const model::DataSealed& sealed) {
    add("IV at", std::string(host) + " under " + prints_.at(sealed.key.ordinal), print_of(sealed.nonce));
  }
  void tell(std::string_view host, const model::KeyWrapped& wrapped) {
    if (wrapped.form != crypto::WrapForm::rsaOaep)
      add("wrap at", std::string(host) + " of " + prints_.at(wrapped.what.ordinal), print_of(wrapped.result));
  }
  void tell(std::string_view, const model::MessageSealed& sealed) {
    if (sealed.from.starts_with("fs") || sealed.to.starts_with("fs"))
      add("nonce from", std::string(sealed.from) + " to " + std::string(sealed.to), print_of(sealed.nonce));
  }
  void tell(std::string_view, const model::KmsAsked& asked) { asked_for_.emplace(asked.call, asked.asked_for); }
  void tell(std::string_view host, const model::KmsServed& served) {
    add("service at", std::string(host) + " for " + asked_for_.at(served.call), std::to_string(served.worked.count()));
  }
  void tell(std::string_view host, const model::ChunkRead& read) { add("content at", host, print_of(read.plain)); }

  static std::string print_of(View bytes) {
    std::ostringstream text;
    text << std::hex << XXH3_64bits(bytes.data(), bytes.size());
    return text.str();
  }
  void add(const std::string& what, std::string_view whose, const std::string& print) {
    lines_.insert(what + " " + std::string(whose) + ": " + print);
  }

  std::map<std::uint64_t, std::string> prints_;
  std::map<model::CallId, std::string> asked_for_;
  std::multiset<std::string> lines_;
};

std::multiset<std::string> drawn_in(const Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{7},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Drawn>());
                               return folds;
                             },
                             {.deadline = 60s});
  if (run.ending != Ending::ended) throw std::runtime_error(run.detail);
  std::istringstream text{std::string(run.result_of("drawn"))};
  std::multiset<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.insert(line);
  return lines;
}

/// Those that the bigger cell lacks; empty when it drew all of them.
std::vector<std::string> lost(const Scenario& cell, const Scenario& bigger) {
  const auto before = drawn_in(cell);
  const auto after = drawn_in(bigger);
  std::vector<std::string> gone;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  return gone;
}

/// A cell with two copies of what it backs up twice, and with chunks enough for the order of hosts to change.
Scenario any_cell() {
  Scenario cell = test::small_scenario();
  cell.readings.data_key_reuse = *rc::gen::element(model::DataKeyReuse::fresh, model::DataKeyReuse::reused);
  cell.readings.data_key_born = *rc::gen::element(model::DataKeyBorn::client, model::DataKeyBorn::commserve);
  cell.readings.master_key_made_by = *rc::gen::element(model::MasterKeyMadeBy::kms, model::MasterKeyMadeBy::software);
  if (*rc::gen::arbitrary<bool>())
    cell.readings.data_key_scope = *rc::gen::element(crypto::DataKeyScope::client, crypto::DataKeyScope::clientCopy,
                                                     crypto::DataKeyScope::archiveFile);
  cell.kms.front().kind = *rc::gen::element<std::string>("third-party", "built-in");
  if (cell.kms.front().kind == "third-party" && *rc::gen::arbitrary<bool>())
    cell.kms.front().values.say("service_law", std::string("exponential"));
  cell.keys.unwrap = cell.kms.front().kind == "built-in"
                         ? crypto::Unwrap::fetch
                         : *rc::gen::element(crypto::Unwrap::fetch, crypto::Unwrap::remote);
  cell.media_agents.push_back({.name = "ma2"});
  cell.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  cell.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
                 {.policy = "Gold",
                  .name = "Secondary",
                  .pool = "pool-b",
                  .source = "Primary",
                  .encryption = scenarios::CopyEncryption::reEncrypt}};
  cell.clients.front().pool.clear();
  cell.clients.front().policy = "Gold";
  cell.clients.front().count = *rc::gen::element(2u, 3u);
  // Jobs of one client that want one key at one moment make two, of which one is thrown away: who comes first is no
  // draw.
  const bool may_race = cell.readings.data_key_reuse == model::DataKeyReuse::fresh;
  cell.backups.push_back({.at = may_race ? *rc::gen::element(1h, 2h) : 2h, .clients = "fs"});
  if (!may_race) cell.jobs.aux_copy_streams = 1;
  cell.aux_copies = {{.at = 150min, .policy = "Gold", .copy = "Secondary"}};
  cell.rotations = {{.at = 150min, .of = "pool-a"}};
  return cell;
}

scenarios::ClientGroup newcomers(const Scenario& cell) {
  scenarios::ClientGroup group = cell.clients.front();
  group.name = *rc::gen::element<std::string>("aa", "gs", "zz");
  group.count = *rc::gen::inRange(1u, 3u);
  group.front_end_bytes *= *rc::gen::element(1u, 3u);
  return group;
}

RC_GTEST_PROP(NewClient, InAGroupOfItsOwnMovesNoDrawOfAnother, ()) {
  const Scenario cell = any_cell();
  Scenario bigger = cell;
  const scenarios::ClientGroup group = newcomers(cell);
  // In front of the others everywhere, or behind them.
  const bool first = *rc::gen::arbitrary<bool>();
  const auto add = [first](auto& list, auto item) { list.insert(first ? list.begin() : list.end(), std::move(item)); };
  add(bigger.clients, group);
  add(bigger.backups, scenarios::Backup{.at = 1h, .clients = group.name});
  add(bigger.restores, scenarios::Restore{.at = 3h, .clients = group.name});
  scenarios::validate(bigger, {});
  RC_ASSERT(lost(cell, bigger) == std::vector<std::string>{});
}

RC_GTEST_PROP(NewClient, InTheirGroupMovesNoDrawOfAnother, ()) {
  const Scenario cell = any_cell();
  Scenario bigger = cell;
  bigger.clients.front().count += *rc::gen::inRange(1u, 3u);
  RC_ASSERT(lost(cell, bigger) == std::vector<std::string>{});
}

// The twin: another seed moves all of it, so what is compared was drawn.
TEST(NewClient, WhatIsComparedIsThere) {
  const auto lines = drawn_in(test::small_scenario());
  for (const std::string what :
       {"KEK at commserve", "master key of kms1 pool-a", "data key of fs1", "IV at fs2 under", "wrap at commserve of",
        "nonce from fs1 to", "nonce from commserve to fs2", "content at fs1", "service at kms1 for fs2"})
    EXPECT_TRUE(std::ranges::any_of(lines, [&](const std::string& line) { return line.starts_with(what); })) << what;
}

}  // namespace
}  // namespace keycell::sim
