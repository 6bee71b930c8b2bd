#pragma once
// What happened before a violation, in plain words: who did what, which key, where it was seen. Secrets are named by
// class and number only.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "properties/evidence.h"

namespace keycell::campaigns {

/// A fold that keeps what belongs to a violation: the life of the key that its evidence names, faults, and the jobs of
/// the hosts at that time. Without evidence, as of a run that did not end, it keeps the last things that happened.
class Story final : public model::Fold {
 public:
  explicit Story(const properties::Evidence& evidence);
  std::string_view name() const override { return "story"; }
  void on(const model::Event& event) override;
  std::string result() const override;  ///< JSON: a list of lines

 private:
  struct Line {
    std::uint64_t event;
    std::string text;
  };
  /// The latest few of a kind; what was said before is not said again.
  struct Kept {
    std::size_t most;
    std::deque<Line> lines{};
    std::uint64_t left_out = 0;
  };

  void keep(Kept& kept, const model::Event& event, std::string text);
  void tell_of_key(const model::Event& event);

  std::uint64_t until_;       // the event of the violation
  std::uint32_t secret_ = 0;  // its ordinal; 0: none is named
  std::string class_;
  Kept faults_{.most = 4};
  Kept jobs_{.most = 4};
  Kept key_{.most = 5};
};

/// Reads what Story::result() wrote.
std::vector<std::string> story_of(std::string_view json);

/// "day 1 20:00:05.200".
std::string moment_text(model::Nanos since_start);

}  // namespace keycell::campaigns
