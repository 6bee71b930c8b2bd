#include "scenarios/kms_kinds.h"

namespace keycell::scenarios {
namespace {

/// Each worker that has something to do is an actor with a stack of its own, and no machine has memory for any number.
constexpr std::uint32_t mostWorkers = 1000;
constexpr std::uint32_t mostNodes = 16;
constexpr std::uint32_t largestQueue = 1'000'000;

std::vector<RowKey> keys_of_a_node() {
  return {
      row_key("service", duration(), "how long a worker takes for one request").absent("`[costs] kms_service`"),
      row_key("service_law", one_of_words({"fixed", "exponential"}),
              "whether each request takes that long, or times are drawn about that mean")
          .absent("`\"fixed\"`"),
      row_key("nodes", small_number(1, mostNodes), "how many there are; they get requests in turn").absent("1"),
      row_key("workers", small_number(1, mostWorkers),
              "requests that a node works on at once; others wait, first come first served")
          .absent("8"),
      row_key("queue", small_number(0, largestQueue), "requests that wait at a node; further ones are turned away")
          .absent("no limit"),
      row_key("requests_per_second", small_number(1, largestQueue),
              "how many all nodes take a second, as many of them at once; further ones are turned away")
          .absent("no limit"),
  };
}

}  // namespace

const std::deque<KmsKind>& kms_kinds() {
  static const std::deque<KmsKind> kinds{
      {{.word = "third-party", .sentence = "a node of its own", .keys = keys_of_a_node()}, KmsLives::onANode},
      {{.word = "built-in", .sentence = "part of the CommServe, with scrambled master keys in the CSDB", .keys = {}},
       KmsLives::inTheCommServe},
  };
  return kinds;
}

}  // namespace keycell::scenarios
