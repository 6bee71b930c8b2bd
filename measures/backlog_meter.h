#pragma once
// How far copies are behind, night for night.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "measures/results/storage.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

/// Nights are counted from noon to noon. Keeps something for each night in which something was asked for or copied, and
/// for each archive file that a copy has.
class BacklogMeter final : public model::Fold {
 public:
  explicit BacklogMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "backlog"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  Backlog backlog() const;

 private:
  /// An amount that grows and shrinks, and what each night found left of the nights before it when it first brought
  /// something: how far a horizon lies behind the last night makes no difference.
  class Behind {
   public:
    void change(std::int64_t night, std::int64_t by);
    CopyBacklog told(std::string copy, std::string source) const;

   private:
    struct Night {
      std::int64_t night;
      std::int64_t left;  ///< when it first brought something
    };
    std::int64_t amount_ = 0;
    std::int64_t most_ = 0;
    std::int64_t came_ = 0;  // in all
    std::vector<Night> nights_;
  };

  void hear(std::int64_t night, const model::JobState& job);
  void hear(std::int64_t night, const model::ChunkAcknowledged& chunk);

  std::map<std::string, std::string> source_of_;                 // the primary copy of a copy, by full names
  std::map<std::string, std::vector<std::string>> filled_from_;  // the other way round
  std::map<std::uint64_t, std::string> copy_names_;              // by their numbers
  std::set<std::uint64_t> in_work_;                              // jobs
  /// Bytes that have come and are not acknowledged yet.
  struct Moved {
    std::uint64_t bytes;
    std::string from;
    std::string to;
  };
  std::map<model::CallId, Moved> moved_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> chunks_;  // by copy and archive file
  std::map<std::string, Behind> behind_;
  std::set<std::string> filled_;  // by jobs
};

}  // namespace keycell::measures
