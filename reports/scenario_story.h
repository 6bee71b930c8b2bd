#pragma once
// A scenario in words: what it is in one line, what it says in sentences, what one of its keys means. All of it follows
// the description of the keys, so that nothing that a scenario can say is left out.

#include <optional>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::reports {

std::uint64_t clients_in(const scenarios::Scenario& scenario);
/// On how many days a backup starts.
std::size_t nights_of(const scenarios::Scenario& scenario);

/// "4 clients, 1 KMS, 1 MediaAgent, 1 pool, 1 backup, 1 restore".
std::string in_one_line(const scenarios::Scenario& scenario);

/// What is there, who is backed up where under which keys, what happens in the order of time, what is expected.
/// `scenario` is one that validate() accepts.
std::string story_of(const scenarios::Scenario& scenario);

/// What can be asked: "title", "jobs.restart_interval", "fault.kind", and tables as "fault".
std::vector<std::string> explained_keys();

/// What the key means, its kind, default, words and place, and its value in a scenario if there is one. Nothing for
/// what is not among explained_keys().
std::optional<std::string> explain_key(const std::string& key, const scenarios::Scenario* scenario);

}  // namespace keycell::reports
