#pragma once
// Which master keys a fault of a KMS's keys is about, as its keys `target`, `of` and `generation` say.

#include "model/kms/generation.h"
#include "model/path.h"
#include "scenarios/scenario.h"

namespace keycell::sim {

/// An owner of keys as a KMS knows it.
struct KeyOwnerAtKms {
  std::string policy;  ///< or pool
  std::string copy;    ///< empty of a pool
};

inline KeyOwnerAtKms owner_said(const scenarios::Fault& fault) {
  const auto names = model::names_in_path(fault.values.text("of")).value();  // validate() knows the owner
  return {.policy = names.front(), .copy = names.size() > 1 ? names[1] : std::string()};
}

inline model::Generation generation_said(const scenarios::Fault& fault) {
  return fault.values.number("generation").value_or(model::everyGeneration);
}

/// "kms1, master key kms1-mk-2 of pool-a".
template <class Names>
std::string keys_hit(const scenarios::Fault& fault, const Names& names) {
  std::string text = fault.values.text("target") + ", ";
  if (names.empty()) text += "no such ";
  text += names.size() > 1 ? "master keys" : "master key";
  std::string_view before = " ";
  for (const auto& name : names) {
    text.append(before).append(name);
    before = ", ";
  }
  return text + " of " + fault.values.text("of");
}

}  // namespace keycell::sim
