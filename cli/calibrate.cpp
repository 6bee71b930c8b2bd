#include "cli/calibrate.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/exit_codes.h"
#include "cli/output_file.h"
#include "cli/probes.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "crypto/errors.h"
#include "crypto/openssl_build.h"
#include "measures/results/json.h"
#include "scenarios/calibration_file.h"
#include "scenarios/units.h"
#include "scenarios/validate.h"

namespace keycell::cli {
namespace {

using scenarios::Calibration;

constexpr double wideSpread = 0.15;   // of the median; above it the machine is busy, or its clock wanders
constexpr double mostOfACore = 0.85;  // below this share of a core other programs wanted it too

struct CalibrateOptions {
  std::string out;
  std::string budget = "18 s";
  bool out_is_given = false;
  bool json = false;
  bool force = false;
};

/// The first processor of /proc/cpuinfo, as "AMD EPYC (AuthenticAMD, family 25, model 1)".
std::string machine() {
  std::map<std::string, std::string> facts;
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line) && !line.empty();) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    facts[key] = line.substr(std::min(line.find_first_not_of(" \t", colon + 1), line.size()));
  }
  const auto fact = [&](const std::string& key) { return facts[key].empty() ? "unknown" : facts[key]; };
  const std::string text = fmt::format("{} ({}, family {}, model {})", fact("model name"), fact("vendor_id"),
                                       fact("cpu family"), fact("model"));
  return text.size() <= scenarios::longestTitle ? text : "unknown";
}

/// Three significant digits: no figure here is surer.
std::uint64_t rounded(double value) {
  const double step = std::pow(10, std::max(0.0, std::floor(std::log10(value)) - 2));
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(value / step) * std::llround(step)));
}

/// What was measured, by table and key.
class Measured {
 public:
  Measured(const std::vector<Probe>& probes, const std::vector<Figure>& figures) {
    for (std::size_t i = 0; i < probes.size(); ++i)
      by_name_.insert({{probes[i].table, probes[i].key}, {probes[i].bytes, figures[i]}});
  }

  Calibration calibration() const {
    Calibration result{
        .title = "One core of " + machine().substr(0, scenarios::longestTitle - 12),
        .machine = machine(),
        .openssl = crypto::openssl_version(),
        .measured =
            fmt::format("{:%F}", std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()))};
    each_value(result, [&]<class Value>(std::string_view table, const std::string& key, Value& value) {
      const auto& [bytes, figure] = by_name_.at({std::string(table), key});
      if constexpr (std::is_same_v<Value, std::uint64_t>)
        value = rounded(static_cast<double>(bytes) / figure.median_s);
      else
        value = std::chrono::nanoseconds(rounded(figure.median_s * 1e9));
    });
    return result;
  }

  double spread_of(std::string_view table, std::string_view key) const {
    return by_name_.at({std::string(table), std::string(key)}).second.spread;
  }

  /// Those whose takings differ too much, as "encrypt AES-256".
  std::vector<std::string> unsteady() const {
    std::vector<std::string> names;
    for (const auto& [name, taken] : by_name_)
      if (taken.second.spread > wideSpread) names.push_back(name.first + " " + name.second);
    return names;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::pair<std::uint64_t, Figure>> by_name_;
};

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string toml_of(const Measured& measured, const Calibration& calibration, double share_of_core) {
  return fmt::format(
             "# Written by keycell calibrate: medians of {} takings. A spread is the share of the median within which\n"
             "# the middle half of the takings lies. {} of a core was had. What each value is:\n"
             "# docs/reference/calibration.md\n"
             "# {}\n",
             takingsOfEach, percent(share_of_core), crypto::openssl_processor()) +
         to_toml(calibration, [&](std::string_view table, std::string_view key) {
           return "spread " + percent(measured.spread_of(table, key));
         });
}

measures::CalibrationTold told_of(const Measured& measured, const Calibration& calibration, const Takings& takings) {
  measures::CalibrationTold told{.made_by = measures::made_by_this(),
                                 .title = calibration.title,
                                 .machine = calibration.machine,
                                 .openssl = calibration.openssl,
                                 .openssl_processor = crypto::openssl_processor(),
                                 .measured = calibration.measured,
                                 .takings_of_each = takingsOfEach,
                                 .share_of_core = takings.share_of_core};
  each_value(calibration, [&]<class Value>(std::string_view table, const std::string& key, const Value& value) {
    if (told.tables.empty() || told.tables.back().first != table)
      told.tables.emplace_back(table, measures::CalibratedTable());
    measures::CalibratedValue& entry = told.tables.back().second.emplace_back(key, measures::CalibratedValue()).second;
    if constexpr (std::is_same_v<Value, std::uint64_t>)
      entry.bytes_per_s = value;
    else
      entry.ns = value.count();
    entry.spread = measured.spread_of(table, key);
  });
  return told;
}

bool is_calibration(std::string_view text) {
  try {
    scenarios::load_calibration_text("--out", text);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void warn_when_busy(const Measured& measured, double share_of_core) {
  const std::vector<std::string> unsteady = measured.unsteady();
  if (!unsteady.empty())
    fmt::print(stderr,
               "keycell: warning: takings differ by more than {}: {}; the machine is busy, or its clock varies\n",
               percent(wideSpread), fmt::join(unsteady, ", "));
  if (share_of_core < mostOfACore)
    fmt::print(stderr, "keycell: warning: only {} of a core was had; the machine is busy\n", percent(share_of_core));
}

std::chrono::nanoseconds budget_of(const std::string& text) {
  try {
    const std::chrono::nanoseconds budget = scenarios::parse_duration(text);
    if (budget > std::chrono::nanoseconds::zero()) return budget;
  } catch (const scenarios::UnitError& error) {
    throw UsageError(std::string("calibrate: --budget: ") + error.what());
  }
  throw UsageError("calibrate: --budget: expected more than no time");
}

int calibrate(const CalibrateOptions& options) {
  if (options.out_is_given && options.out.empty()) throw UsageError("calibrate: --out: expected the name of a file");
  if (options.force && !options.out_is_given) throw UsageError("calibrate: --force goes with --out");
  const std::chrono::nanoseconds budget = budget_of(options.budget);
  std::optional<OutputFile> file;
  if (options.out_is_given) {
    const std::filesystem::path path = options.out;
    std::error_code ignored;  // what cannot be made is found out by writing
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
    file.emplace("calibrate: --out", path,
                 OutputFile::Terms{.what = "calibration", .is_ours = is_calibration, .force = options.force});
  }
  const auto started = std::chrono::steady_clock::now();
  std::vector<Probe> probes;
  try {
    probes = calibration_probes();
  } catch (const crypto::UnsupportedCipher& error) {
    throw InputOutputError(std::string("calibrate: ") + error.what());
  }
  const Takings takings = [&] {
    StatusLine status(fmt::format("measuring for {}", options.budget));
    return take(probes, budget, [&](int round) {
      status.update(fmt::format("measuring for {}: {} of {} rounds", options.budget, round, takingsOfEach));
    });
  }();
  const Measured measured(probes, takings.figures);
  const Calibration calibration = measured.calibration();
  const std::string toml = toml_of(measured, calibration, takings.share_of_core);
  if (file) file->write(toml);
  if (options.json)
    std::cout << measures::json_text(to_json(told_of(measured, calibration, takings)));
  else if (!file)
    std::cout << toml;
  fmt::print(stderr, "keycell: measured in {:.1f} s\n",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  warn_when_busy(measured, takings.share_of_core);
  return exitHeld;
}

}  // namespace

std::function<int()> add_calibrate(CLI::App& program) {
  auto options = std::make_shared<CalibrateOptions>();
  CLI::App& command = *program.add_subcommand("calibrate", "Measure what key code costs on this machine");
  command.footer(
      "Examples:\n"
      "  keycell calibrate\n"
      "  keycell calibrate --out my-machine.toml     then, in a scenario: [costs] calibration = \"my-machine.toml\"\n"
      "  keycell calibrate --json --budget \"2 s\"");
  command.add_option("--out", options->out, "file for the calibration (default: standard output)");
  command.add_flag("--json", options->json, "print the figures with their spreads as JSON");
  command.add_option("--budget", options->budget, "time to measure for (default \"18 s\")");
  command.add_flag("--force", options->force, "overwrite a file that is no calibration");
  return [options, &command] {
    options->out_is_given = command.count("--out") > 0;
    return calibrate(*options);
  };
}

}  // namespace keycell::cli
