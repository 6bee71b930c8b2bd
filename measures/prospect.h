#pragma once
// What a job's trouble means for whoever waits for its data.

#include <string_view>

#include "model/job_settings.h"

namespace keycell::measures {

/// The worst first.
enum class Prospect {
  goneForGood,
  whenSomebodyActs,
  byItself,
  nothingMissing,  ///< what happened was asked for
};

Prospect prospect_of(model::JobCause cause);

/// "gone for good", "comes back when somebody enables the key", "comes back by itself when the host answers again";
/// empty where nothing is missing.
std::string_view meaning_of(model::JobCause cause);

}  // namespace keycell::measures
