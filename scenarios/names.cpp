#include "scenarios/names.h"

#include <algorithm>

#include "scenarios/checks.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

[[noreturn]] void refuse_taken(const Where& where, const std::string& name) {
  refuse(where, quoted(name) + " is the name of something else already; expected another name");
}

}  // namespace

Names::Names(const Scenario& s) {
  taken_.emplace(commserveName, "the CommServe");
  for (std::size_t i = 0; i < s.sites.size(); ++i)
    sites.push_back(take({.table = "site", .index = i, .key = "name"}, s.sites[i].name, "a site"));
  for (std::size_t i = 0; i < s.kms.size(); ++i)
    kms.push_back(take({.table = "kms", .index = i, .key = "name"}, s.kms[i].name, "a KMS"));
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) {
    const Where where{.table = "media_agent", .index = i, .key = "name"};
    media_agents.push_back(take(where, s.media_agents[i].name, "a media agent"));
  }
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    const Where where{.table = "client", .index = i, .key = "name"};
    groups.push_back(take(where, s.clients[i].name, "a group of clients"));
    if (s.clients[i].count == 1) continue;
    const std::string what = "a client of the group " + quoted(s.clients[i].name);
    for (const std::string& client : client_names(s.clients[i])) take(where, client, what);
  }
  for (std::size_t i = 0; i < s.pools.size(); ++i) {
    const Where where{.table = "pool", .index = i, .key = "name"};
    check_name(where, s.pools[i].name);
    if (std::ranges::find(pools, s.pools[i].name) != pools.end()) refuse_taken(where, s.pools[i].name);
    pools.push_back(s.pools[i].name);
  }
}

void Names::check_known(const Where& where, const std::string& word, const std::string& kind,
                        const std::vector<std::string>& valid_words) const {
  const auto taken = taken_.find(word);
  const bool is_pool = std::ranges::find(pools, word) != pools.end();
  const std::string other = taken != taken_.end() ? taken->second : is_pool ? "a pool" : "";
  scenarios::check_known(where, word, other.empty() ? kind : kind + " but " + other, valid_words);
}

std::string Names::take(const Where& where, const std::string& name, const std::string& what) {
  check_name(where, name);
  if (!taken_.emplace(name, what).second) refuse_taken(where, name);
  return name;
}

}  // namespace keycell::scenarios
