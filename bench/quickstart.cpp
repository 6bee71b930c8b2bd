// How long somebody waits for `keycell run quickstart`, beside the start of the same program for its help.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>

#include "bench/measure.h"

namespace keycell::bench {
namespace {

constexpr int repetitions = 10;

/// Wall time of the program with these arguments, its output thrown away; NaN when it failed.
double milliseconds_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), KEYCELL_PROGRAM);
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const double started = wall_seconds();
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execv(words[0], words.data());
    ::_exit(1);
  }
  int status = -1;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0)
    return std::numeric_limits<double>::quiet_NaN();
  return (wall_seconds() - started) * 1e3;
}

void print() {
  const std::vector<Variant> variants{{"keycell --help", [] { return milliseconds_of({"--help"}); }},
                                      {"keycell run quickstart", [] {
                                         return milliseconds_of({"run", "quickstart"});
                                       }}};
  const Figures milliseconds(variants, repetitions);
  fmt::print("From the command to its end; median wall time of {} alternating runs\n\n", repetitions);
  fmt::print("{:<30}{:>10}{:>16}{:>12}\n", "", "ms", "above --help", "target");
  fmt::print("{:<30}{:>10.1f}\n", variants[0].name, milliseconds.median_of(0));
  fmt::print("{:<30}{:>10.1f}{:>16.1f}{:>12}\n", variants[1].name, milliseconds.median_of(1),
             milliseconds.median_above(1, 0), "<= 1000");
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
