// The table of the flows' steps, the page on the documents, and runs: each has
// what the others have.

#include "model/flow_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/documents/cells.h"
#include "tests/documents/run.h"

namespace keycell::documents {
namespace {

using ::testing::Contains;
using ::testing::Not;

std::string page() {
  std::ifstream file(KEYCELL_DOCUMENTS_PAGE);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> ids_of(const model::Step& step) {
  std::istringstream all{std::string(step.documented)};
  return {std::istream_iterator<std::string>(all), {}};
}

std::string mark_of(const model::Step& step) {
  return "step " + std::string(name_of(step.flow)) + " " + std::to_string(step.number);
}

std::set<std::string> steps_in(const Trace& trace) {
  std::set<std::string> steps;
  for (const Mark& mark : trace)
    if (mark.text.starts_with("step ")) steps.insert(mark.text);
  return steps;
}

TEST(FlowSteps, AreCountedFromOneInEachFlow) {
  int last = 0;
  const model::Step* before = nullptr;
  for (const model::Step& step : model::flowSteps) {
    const bool is_same_flow = before != nullptr && before->flow == step.flow;
    if (before != nullptr && !is_same_flow) {
      EXPECT_LT(before->flow, step.flow);
    }
    EXPECT_EQ(step.number, is_same_flow ? last + 1 : 1) << step.sentence;
    last = step.number;
    before = &step;
  }
}

TEST(FlowSteps, StandOnThePageAsInTheTable) {
  const std::string text = page();
  std::vector<std::string> rows;
  const std::regex row("\n(\\| `[a-z-]+` \\| [0-9]+ \\| [^\n]*)");
  for (auto found = std::sregex_iterator(text.begin(), text.end(), row); found != std::sregex_iterator(); ++found)
    rows.push_back((*found)[1]);
  std::vector<std::string> expected;
  for (const model::Step& step : model::flowSteps) {
    std::string ids;
    for (const std::string& id : ids_of(step)) ids += (ids.empty() ? "`" : ", `") + id + "`";
    expected.push_back("| `" + std::string(name_of(step.flow)) + "` | " + std::to_string(step.number) + " | " +
                       std::string(step.sentence) + " | " + ids + (ids.empty() ? "|" : " |"));
  }
  EXPECT_EQ(rows, expected);
}

// A sentence of a procedure has one step, and no step names a sentence that is
// not there.
TEST(FlowSteps, CoverEachSentenceOfAProcedure) {
  const std::string text = page();
  std::multiset<std::string> sentences;
  const std::regex id("\n\\| ((2019|2023e)-[a-z0-9-]+(, (2019|2023e)-[a-z0-9-]+)?) \\|");
  const std::regex of_procedure("20(19|23e)-(enable|pool|backup|restore|aux-copy)-[0-9]+(-stored)?");
  for (auto found = std::sregex_iterator(text.begin(), text.end(), id); found != std::sregex_iterator(); ++found) {
    std::istringstream ids(std::regex_replace((*found)[1].str(), std::regex(","), ""));
    for (std::string one; ids >> one;)
      if (std::regex_match(one, of_procedure)) sentences.insert(one);
  }
  std::multiset<std::string> covered;
  for (const model::Step& step : model::flowSteps)
    for (const std::string& one : ids_of(step)) covered.insert(one);
  EXPECT_EQ(covered, sentences);
}

// Each documented step happens in a run of its document's cell; the twin: what
// a cell has no occasion to, does not.
TEST(FlowSteps, AreEmittedInARunOfTheirDocument) {
  const auto of_2019 = steps_in(trace_of_run(cell_of_2019()));
  const auto of_2023e = steps_in(trace_of_run(cell_of_2023e()));
  for (const model::Step& step : model::flowSteps)
    for (const std::string& id : ids_of(step))
      EXPECT_THAT(id.starts_with("2019") ? of_2019 : of_2023e, Contains(mark_of(step))) << id;
  EXPECT_THAT(of_2023e, Not(Contains("step aux-copy 6")));
  EXPECT_THAT(of_2019, Not(Contains("step create-storage-pool 1")));
}

TEST(FlowSteps, OfARotationAreEmittedToo) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.rotations = {{.at = 2h, .of = "pool-a"}};
  const auto steps = steps_in(trace_of_run(cell));
  for (const model::Step& step : model::flowSteps)
    if (step.flow == model::Flow::rotateMasterKey) {
      EXPECT_THAT(steps, Contains(mark_of(step)));
    }
}

// Where the KMS unwraps, no master key is fetched, and no step says so.
TEST(FlowSteps, ThatASettingLeavesOutAreNotEmitted) {
  scenarios::Scenario cell = cell_of_2023e();
  cell.keys.unwrap = crypto::Unwrap::remote;
  const auto steps = steps_in(trace_of_run(cell));
  EXPECT_THAT(steps, Not(Contains("step restore 2")));
  EXPECT_THAT(steps, Contains("step restore 3"));
}

}  // namespace
}  // namespace keycell::documents
