#include "measures/backlog.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "measures/quantity_text.h"

namespace keycell::measures {

using Json = nlohmann::ordered_json;

Json to_json(const Backlog& backlog) {
  Json json{{"jobs_in_work", backlog.jobs_in_work}, {"copies", Json::array()}};
  for (const CopyBacklog& copy : backlog.copies)
    json["copies"].push_back({{"copy", copy.copy},
                              {"source", copy.source},
                              {"unit", copy.source.empty() ? "backups" : "stored bytes"},
                              {"at_the_end", copy.at_the_end},
                              {"most", copy.most},
                              {"nights", copy.nights},
                              {"growth_a_night", copy.growth_a_night ? Json(*copy.growth_a_night) : Json()},
                              {"never_catches_up", copy.never_catches_up}});
  return json;
}

Backlog backlog_in(const Json& json) {
  Backlog backlog{.jobs_in_work = json.at("jobs_in_work")};
  for (const Json& copy : json.at("copies")) {
    const Json& growth = copy.at("growth_a_night");
    backlog.copies.push_back({.copy = copy.at("copy"),
                              .source = copy.at("source"),
                              .at_the_end = copy.at("at_the_end"),
                              .most = copy.at("most"),
                              .nights = copy.at("nights"),
                              .growth_a_night = growth.is_null() ? std::nullopt : std::optional(growth.get<double>()),
                              .never_catches_up = copy.at("never_catches_up")});
  }
  return backlog;
}

std::string backlog_text(const CopyBacklog& copy) {
  const auto amount = [&](double value) {
    return copy.source.empty() ? fmt::format("{:.3g} {}", value, value == 1 ? "backup" : "backups") : bytes_text(value);
  };
  const std::string what = copy.source.empty() ? " not over" : " of " + copy.source + " not copied";
  if (copy.never_catches_up && copy.at_the_end == 0)
    return fmt::format("{}: {} more{} each night, at most {}: it catches up only because the nights end", copy.copy,
                       amount(*copy.growth_a_night), what, amount(static_cast<double>(copy.most)));
  std::string text = fmt::format("{}: {}{} at the end", copy.copy, amount(static_cast<double>(copy.at_the_end)), what);
  if (copy.never_catches_up) {
    text += fmt::format(", {} more each night: it never catches up", amount(*copy.growth_a_night));
  } else {
    text += fmt::format(", at most {}", amount(static_cast<double>(copy.most)));
  }
  return text;
}

}  // namespace keycell::measures
