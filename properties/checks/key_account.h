#pragma once
// How long hosts held keys in clear: by host, by what for, and in all. The three come to the same.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "model/events.h"
#include "model/role.h"
#include "model/time_sum.h"

namespace keycell::properties {

using model::allRoles;
using model::Role;

/// A key is held from its first holder to its last. While it is held for several uses at once its time is of one of
/// them: of the one that came first, and when that is gone, of the first of those that are left in the table of uses.
/// What short operations with it cost, which no time passes for while it is there, is added.
class KeyAccount {
 public:
  using Nanos = model::Nanos;

  struct Keeper {
    std::uint32_t host;  ///< its number
    Role role;
    crypto::KeyClass key_class;
  };

  /// Of one key at one host.
  class Held {
   public:
    bool is_held() const { return in_all_ > 0; }

   private:
    friend class KeyAccount;
    std::array<std::uint32_t, model::allKeyUses.size()> holders_{};
    std::uint32_t in_all_ = 0;
    model::KeyUse whose_ = model::KeyUse::none;
    Nanos since_{0};   // it is that one's
    Nanos owed_{0};    // meanwhile
    Nanos before_{0};  // of others, since its first holder
  };

  struct Sum {
    std::uint64_t times = 0;
    model::TimeSum held{};
    Nanos longest{0};

    void add(Nanos span) {
      held += span;
      longest = std::max(longest, span);
    }
  };

  void comes(Held& held, const Keeper& keeper, model::KeyUse use, Nanos now);
  /// One holder less. After the last, how long it was held.
  std::optional<Nanos> goes(Held& held, const Keeper& keeper, model::KeyUse use, Nanos now);
  /// All holders at once.
  Nanos ends(Held& held, const Keeper& keeper, Nanos now);
  static void owes(Held& held, Nanos cpu_time) { held.owed_ += cpu_time; }

  using Flow = std::tuple<Role, model::KeyUse, crypto::KeyClass>;
  using Host = std::pair<std::uint32_t, crypto::KeyClass>;
  const std::map<Flow, Sum>& by_flow() const { return by_flow_; }
  const std::map<Host, Sum>& by_host() const { return by_host_; }

 private:
  /// Ends the time of the use that has it.
  void close(Held& held, const Keeper& keeper, Nanos now);

  std::map<Flow, Sum> by_flow_;
  std::map<Host, Sum> by_host_;
};

}  // namespace keycell::properties
