#pragma once
// The scenarios that are a little smaller than one that fails, whoever wrote it: without a fault, without some work,
// with fewer clients, copies and hosts, with one setting as it is by default, with less data. All of them are valid.

#include <rapidcheck.h>

#include <functional>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::campaigns {

/// The largest steps come first. A scenario that expects exactly its documented weaknesses stays one that does.
std::vector<scenarios::Scenario> smaller(const scenarios::Scenario& scenario);

/// RapidCheck's tree of smaller and smaller ones.
rc::Shrinkable<scenarios::Scenario> shrinkable(scenarios::Scenario scenario);

}  // namespace keycell::campaigns
