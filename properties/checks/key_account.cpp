#include "properties/checks/key_account.h"

#include <utility>

namespace keycell::properties {

using model::KeyUse;
using model::Nanos;

void KeyAccount::comes(Held& held, const Keeper& keeper, KeyUse use, Nanos now) {
  ++held.holders_[static_cast<std::size_t>(use)];
  if (held.in_all_++ > 0) return;
  held.whose_ = use;
  held.since_ = now;
  held.owed_ = held.before_ = Nanos::zero();
  ++by_flow_[{keeper.role, use, keeper.key_class}].times;
  ++by_host_[{keeper.host, keeper.key_class}].times;
}

void KeyAccount::close(Held& held, const Keeper& keeper, Nanos now) {
  const Nanos span = now - held.since_ + held.owed_;
  by_flow_[{keeper.role, held.whose_, keeper.key_class}].add(span);
  held.before_ += span;
  held.since_ = now;
  held.owed_ = Nanos::zero();
}

std::optional<Nanos> KeyAccount::goes(Held& held, const Keeper& keeper, KeyUse use, Nanos now) {
  const auto holders_for = [&](KeyUse which) -> std::uint32_t& {
    return held.holders_[static_cast<std::size_t>(which)];
  };
  if (held.in_all_ <= 1) return ends(held, keeper, now);
  --held.in_all_;
  if (--holders_for(use) > 0 || use != held.whose_) return std::nullopt;
  close(held, keeper, now);
  held.whose_ = *std::ranges::find_if(model::allKeyUses, [&](KeyUse other) { return holders_for(other) > 0; });
  ++by_flow_[{keeper.role, held.whose_, keeper.key_class}].times;
  return std::nullopt;
}

Nanos KeyAccount::ends(Held& held, const Keeper& keeper, Nanos now) {
  close(held, keeper, now);
  by_host_[{keeper.host, keeper.key_class}].add(held.before_);
  return std::exchange(held, {}).before_;
}

}  // namespace keycell::properties
