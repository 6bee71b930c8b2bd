#include "campaigns/counterexample.h"

#include <algorithm>

#include "campaigns/kept_story.h"
#include "campaigns/story.h"
#include "measures/summary.h"
#include "scenarios/validate.h"
#include "scenarios/wording.h"
#include "scenarios/write.h"
#include "sim/process.h"

namespace keycell::campaigns {
namespace {

constexpr std::size_t commentColumns = 118;

/// A paragraph as comment lines, wrapped between words; the lines after the first are indented.
std::string comment(const std::string& text, const std::string& label) {
  std::string out;
  std::string line = "# " + label;
  const std::string indent = "#" + std::string(label.size() + 1, ' ');
  std::size_t at = 0;
  const std::string one_line = scenarios::one_line(text);
  while (at < one_line.size()) {
    const auto space = std::min(one_line.find(' ', at), one_line.size());
    const std::string word = one_line.substr(at, space - at);
    if (line.size() + 1 + word.size() > commentColumns && line.size() > indent.size()) {
      out += line + "\n";
      line = indent;
    }
    line += (line.ends_with(' ') || line == indent ? "" : " ") + word;
    at = space + 1;
  }
  return out + line + "\n";
}

}  // namespace

ToldStory tell_story(const scenarios::Scenario& scenario, sim::Seed seed, const properties::Evidence& evidence,
                     const sim::Limits& limits, const sim::Parts& parts) {
  sim::process();
  const sim::Run run = sim::in_child(
      [&] {
        sim::Folds folds;
        folds.push_back(std::make_unique<Story>(evidence));
        return sim::simulate(scenario, seed, folds, {.parts = parts});
      },
      limits);
  return {.lines = story_of(run.result_of("story")), .event_hash = run.event_hash};
}

std::string to_toml(const FailingCell& example) {
  std::string text;
  const std::string what = text_of(example.failed.what);
  text += comment(example.statement.empty() ? "The run ends so: " + what
                                            : example.failed.what.property + " fails: " + example.statement,
                  "");
  text += comment(example.failed.evidence.text(), "saw:");
  text += comment(example.found, "found:");
  for (const std::string& line : example.story) text += comment(line, " ");
  text += "# again: " + example.replay + "\n";
  scenarios::Scenario scenario = example.scenario;
  scenario.title = "Counterexample: " + what + ", seed " + std::to_string(example.seed.value);
  scenario.title.resize(std::min(scenario.title.size(), scenarios::longestTitle));
  text += comment_of({.seed = example.seed.value,
                      .event_hash = measures::hash_text(example.event_hash),
                      .scenario_sha256 = measures::sha256_of(scenario),
                      .made_by = measures::made_by_this()});
  return text + scenarios::to_short_toml(scenario);
}

std::string file_name_of(const Failure& failure, sim::Seed seed) {
  std::string name = failure.property.empty() ? failure.about : failure.property;
  if (!failure.property.empty() && !failure.about.empty()) name += "-" + failure.about;
  std::ranges::replace(name, ' ', '-');
  return name + "-seed-" + std::to_string(seed.value) + ".toml";
}

}  // namespace keycell::campaigns
