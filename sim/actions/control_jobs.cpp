// An operator's hand on the unfinished jobs of a kind: suspend, resume, kill.

#include <algorithm>
#include <stdexcept>

#include "sim/actions/acts.h"

namespace keycell::sim {
namespace {

template <class Enum>
struct Word {
  std::string_view text;
  Enum sent;
};

constexpr std::array actionWords{Word<protocol::JobAction>{"suspend", protocol::SUSPEND},
                                 Word<protocol::JobAction>{"resume", protocol::RESUME},
                                 Word<protocol::JobAction>{"kill", protocol::KILL}};
constexpr std::array jobWords{Word<protocol::JobKind>{name_of(model::JobKind::backup), protocol::BACKUP},
                              Word<protocol::JobKind>{name_of(model::JobKind::restore), protocol::RESTORE},
                              Word<protocol::JobKind>{name_of(model::JobKind::auxCopy), protocol::AUX_COPY}};

template <class Words>
auto sent_for(const Words& words, std::string_view text) {
  for (const auto& word : words)
    if (word.text == text) return word.sent;
  throw std::logic_error("no message says \"" + std::string(text) + "\"");
}

}  // namespace

void control_jobs(const ActionSite& site, const scenarios::Operator& hand) {
  protocol::ControlJobs what;
  what.set_action(sent_for(actionWords, hand.action));
  what.set_kind(sent_for(jobWords, hand.values.text("jobs")));
  const auto& groups = site.scenario.clients;
  const auto group = std::ranges::find(groups, hand.values.text("clients"), &scenarios::ClientGroup::name);
  if (group != groups.end())
    for (const std::string& client : client_names(*group)) what.add_client(client);
  const std::string of = group == groups.end() ? "" : " of " + group->name;
  site.console.control_jobs(what, hand.action + " " + hand.values.text("jobs") + " jobs" + of);
}

}  // namespace keycell::sim
