#pragma once
// Where in a document a value stands that a check objects to.

#include "scenarios/document.h"
#include "scenarios/validate.h"

namespace keycell::scenarios {

/// Where the value stands, or the nearest thing around it that the file has.
Position locate(const Table& document, const Where& where);

}  // namespace keycell::scenarios
