#include "scenarios/actions.h"

#include "scenarios/checks.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

// ---- on the unfinished jobs of a kind

RowKey jobs_key() { return row_key("jobs", one_of_words(texts_of<JobKind>(jobKindWords)), "of which kind").needed(); }

RowKey clients_key() {
  return row_key("clients", clientGroups, "only those of this group")
      .absent("all of the kind")
      .unless([](const Scenario&, const Values& said) {
        const bool of_no_client = said.text("jobs") == name_of(JobKind::auxCopy);
        return std::string(of_no_client ? "an aux copy is of no client; expected no such key" : "");
      });
}

JobKind kind_of_jobs(const Operator& hand) {
  const std::string jobs = hand.values.text("jobs");
  return std::ranges::find(jobKindWords, jobs, &Word<JobKind>::text)->choice;
}

/// An operator who comes before there can be anything to do is a mistake.
void check_there_are_jobs(const Scenario& s, std::size_t i) {
  const Operator& hand = s.operators[i];
  const auto key = [&](std::string_view name) { return Where{.table = "operator", .index = i, .key = name}; };
  const std::string kind = hand.values.text("jobs");
  const std::string group = hand.values.text("clients");
  const std::string whose = group.empty() ? "" : " of " + quoted(group);
  const auto first = first_job(s, kind_of_jobs(hand), group);
  if (!first) refuse(key("jobs"), "the scenario has no " + kind + whose + "; expected a kind of jobs that it has");
  if (hand.at <= *first)
    refuse(key("at"), quoted(instant_text(hand.at)) + " is not after a " + kind + whose + "; expected more than " +
                          quoted(instant_text(*first)));
}

void check_somebody_suspended(const Scenario& s, std::size_t i) {
  check_there_are_jobs(s, i);
  const Operator& hand = s.operators[i];
  const std::string kind = hand.values.text("jobs");
  const std::string group = hand.values.text("clients");
  const auto suspends = [&](const Operator& other) {
    const std::string of = other.values.text("clients");
    const bool meets = of.empty() || group.empty() || of == group;
    return other.action == "suspend" && other.values.text("jobs") == kind && meets && other.at <= hand.at;
  };
  if (std::ranges::any_of(s.operators, suspends)) return;
  refuse({.table = "operator", .index = i, .key = "action"}, "nobody suspends a " + kind +
                                                                 (group.empty() ? "" : " of " + quoted(group)) +
                                                                 " before; expected another [[operator]] who does");
}

std::deque<Action> action_rows() {
  std::deque<Action> all;
  all.push_back({{.word = "suspend",
                  .sentence = "jobs stop at the end of a chunk and keep what is complete",
                  .keys = {jobs_key(), clients_key()}},
                 check_there_are_jobs});
  all.push_back({{.word = "resume", .sentence = "suspended jobs go on", .keys = {jobs_key(), clients_key()}},
                 check_somebody_suspended,
                 "suspend"});
  all.push_back({{.word = "kill",
                  .sentence = "jobs end, and what they wrote cannot be restored",
                  .keys = {jobs_key(), clients_key()}},
                 check_there_are_jobs});
  return all;
}

}  // namespace

const std::deque<Action>& actions() {
  static const std::deque<Action> all = action_rows();
  return all;
}

const Action* find_action(std::string_view word) { return find_row(actions(), word); }

Operator on_jobs(Nanos at, std::string action, JobKind jobs, std::string clients) {
  Operator hand{.at = at, .action = std::move(action), .values = {{"jobs", std::string(name_of(jobs))}}};
  if (!clients.empty()) hand.values.say("clients", std::move(clients));
  return hand;
}

}  // namespace keycell::scenarios
