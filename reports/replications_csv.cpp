#include <fmt/format.h>

#include "reports/replications_report.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string replications_csv(const Json& study) {
  std::string text = "seed,ending,event_hash,exit_code";
  for (const Json& figure : study.at("figures")) text += "," + figure.at("id").get<std::string>();
  text += "\n";
  for (const Json& run : study.at("runs")) {
    text += fmt::format("{},{},{},{}", run.at("seed").get<std::uint64_t>(), run.at("ending").get<std::string>(),
                        run.at("event_hash").get<std::string>(), run.at("exit_code").get<int>());
    for (const Json& figure : study.at("figures")) {
      const auto& figures = run.at("figures");
      const std::string id = figure.at("id");
      text += figures.contains(id) ? fmt::format(",{}", figures.at(id).get<double>()) : ",";
    }
    text += "\n";
  }
  return text;
}

}  // namespace keycell::reports
