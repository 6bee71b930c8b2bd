#include "scenarios/names.h"

#include <algorithm>

#include "scenarios/checks.h"
#include "scenarios/name_text.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

[[noreturn]] void refuse_taken(const Where& where, const std::string& name, const std::string& as,
                               const std::string& what) {
  refuse(where, taken(name, as, what) + "; expected another name");
}

}  // namespace

Names::Names(const Scenario& s) {
  std::map<std::string, Taken> pool_names;
  const auto add = [&](std::vector<std::string>& names, const Where& where, const std::string& name, const char* what) {
    take(taken_, where, name, what);
    names.push_back(name);
  };
  for (const auto& [name, what] : {std::pair(commserveName, "the CommServe"), std::pair(consoleName, "the console")})
    taken_.emplace(name, Taken{.as = std::string(name), .by = what});
  for (std::size_t i = 0; i < s.sites.size(); ++i)
    add(sites, {.table = "site", .index = i, .key = "name"}, s.sites[i].name, "a site");
  for (std::size_t i = 0; i < s.kms.size(); ++i)
    add(kms, {.table = "kms", .index = i, .key = "name"}, s.kms[i].name, "a KMS");
  for (std::size_t i = 0; i < s.libraries.size(); ++i)
    add(libraries, {.table = "library", .index = i, .key = "name"}, s.libraries[i].name, "a library");
  for (std::size_t i = 0; i < s.media_agents.size(); ++i) {
    const Where where{.table = "media_agent", .index = i, .key = "name"};
    add(media_agents, where, s.media_agents[i].name, "a media agent");
  }
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    const Where where{.table = "client", .index = i, .key = "name"};
    add(groups, where, s.clients[i].name, "a group of clients");
    if (s.clients[i].count == 1) continue;
    const std::string what = "a client of the group " + quoted(s.clients[i].name);
    for (const std::string& client : client_names(s.clients[i])) take(taken_, where, client, what);
  }
  for (std::size_t i = 0; i < s.pools.size(); ++i) {
    const Where where{.table = "pool", .index = i, .key = "name"};
    take(pool_names, where, s.pools[i].name, "a pool");
    pools.push_back(s.pools[i].name);
  }
  // A policy has several copies, and a pool makes a policy of its name.
  std::map<std::string, Taken> policies = pool_names;
  std::map<std::string, Taken> copies;
  for (std::size_t i = 0; i < s.copies.size(); ++i) {
    const Copy& copy = s.copies[i];
    const std::string policy = without_case(copy.policy);
    const auto known = policies.find(policy);
    const bool is_pool = pool_names.contains(policy);
    if (known == policies.end() || is_pool || known->second.as != copy.policy)
      take(policies, {.table = "copy", .index = i, .key = "policy"}, copy.policy, "a policy");
    const Where where{.table = "copy", .index = i, .key = "name"};
    check_name(where, copy.name);
    const auto [other, is_new] =
        copies.emplace(policy + "\n" + without_case(copy.name), Taken{.as = copy.name, .by = "a copy of this policy"});
    if (is_new) continue;
    if (other->second.as != copy.name) refuse_taken(where, copy.name, other->second.as, other->second.by);
    refuse(where, quoted(copy.name) + " is there twice; expected another name");
  }
}

void Names::check_known(const Where& where, const std::string& word, const std::string& kind,
                        const std::vector<std::string>& valid_words) const {
  const auto found = taken_.find(without_case(word));
  const bool is_taken = found != taken_.end() && found->second.as == word;
  const bool is_pool = std::ranges::find(pools, word) != pools.end();
  const std::string other = is_taken ? found->second.by : is_pool ? "a pool" : "";
  scenarios::check_known(where, word, other.empty() ? kind : kind + " but " + other, valid_words);
}

void Names::take(std::map<std::string, Taken>& names, const Where& where, const std::string& name,
                 const std::string& what) {
  check_name(where, name);
  const auto [found, is_new] = names.emplace(without_case(name), Taken{.as = name, .by = what});
  if (!is_new) refuse_taken(where, name, found->second.as, found->second.by);
}

}  // namespace keycell::scenarios
