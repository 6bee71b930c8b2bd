#pragma once
// Results are files before they are a screen: who closes the screen's pipe loses none. A file that cannot be written
// takes nothing of the screen: what was wrong with it is told last.

#include <exception>
#include <iostream>

namespace keycell::cli {

/// Throws what `files` throws, after `screen`.
template <class Files, class Screen>
void files_first(Files files, Screen screen) {
  std::exception_ptr failure;
  try {
    files();
  } catch (...) {
    failure = std::current_exception();
  }
  screen();
  std::cout.flush();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace keycell::cli
