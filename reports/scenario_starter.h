#pragma once
// A scenario file to start from: one that runs, and behind it, as comments, what else can be said.

#include <string>
#include <string_view>

namespace keycell::reports {

/// `text` is a scenario file. The first line names the schema for editors; what is added is comments, and the version
/// where the text does not say it.
std::string starter(std::string_view text);

}  // namespace keycell::reports
