#pragma once
// A run's summary as one screen of text.

#include <string>

#include "measures/quantity_text.h"
#include "measures/results/run.h"

namespace keycell::reports {

/// Colours say what words say too.
enum class Colour { off, on };

/// What is asked first, or everything that a person reads.
enum class Extent { first, full };

/// Lines of at most `columns` characters where words allow (40 to 120 are used). Bounded, whatever the size of the
/// cell.
std::string screen(const measures::RunSummary& summary, Colour colour, std::size_t columns,
                   Extent extent = Extent::first);

using measures::bytes_text;
using measures::moment_text;
using measures::time_text;

}  // namespace keycell::reports
