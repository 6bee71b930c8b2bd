#include "reports/boundaries.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "measures/summary.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using namespace measures;

using crypto::KeyClass;
using model::Role;
using properties::BoundaryPolicy;
using properties::DeclaredExposure;
using properties::Exposed;
using properties::Holding;
using properties::MemoryRule;

constexpr std::size_t pageColumns = 80;
constexpr std::string_view nothing = "-";

std::string text_of(const MemoryRule& rule) {
  switch (rule.holding) {
    case Holding::never: return std::string(nothing);
    case Holding::whileUsed: return "while-used";
    case Holding::atMost: return scenarios::duration_text(rule.at_most);
    case Holding::hostUp: return "host-up";
  }
  return "unknown";
}

/// "wrap 1,2": numbers of the declarations below the table.
std::string cell_of(const BoundaryPolicy& policy, KeyClass key_class, model::Place place) {
  std::string declared;
  for (std::size_t i = 0; i < policy.exposures().size(); ++i) {
    const DeclaredExposure& exposure = policy.exposures()[i];
    if (exposure.key_class != key_class || exposure.place != place) continue;
    declared += (declared.empty() ? "" : ",") + std::to_string(i + 1);
  }
  const std::string wrap = policy.allows_wrap(key_class, place) ? "wrap" : "";
  if (wrap.empty() && declared.empty()) return std::string(nothing);
  return wrap + (wrap.empty() || declared.empty() ? "" : " ") + declared;
}

/// "kek, rsa-private-key"
std::string wrapped_by(const BoundaryPolicy& policy, KeyClass by) {
  std::vector<std::string_view> names;
  for (const KeyClass what : crypto::allKeyClasses)
    if (policy.allows_wrapping(by, what)) names.push_back(name_of(what));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string where(std::string_view place, std::string_view from, std::string_view to) {
  if (to.empty()) return fmt::format("at {}, from the {}", place, from);
  return fmt::format("inside the channel {} to {}", from, to);
}

std::string where(const DeclaredExposure& exposure) {
  return where(name_of(exposure.place), name_of(exposure.from),
               exposure.to ? name_of(*exposure.to) : std::string_view());
}

std::string how(std::string_view form) { return form == name_of(Exposed::clear) ? "in clear" : "scrambled"; }

using Row = std::vector<std::string>;

/// Each column as wide as its widest entry.
void draw(LabelledText& page, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}} ", row[i], widths[i]);
    page.row(line);
  }
}

}  // namespace

std::string boundary_table(const BoundaryPolicy& policy, std::string_view scenario) {
  LabelledText page(Colour::off, pageColumns);
  page.title(fmt::format("Where keys may be in {}, by the policy \"{}\"", scenario, policy.title()));
  std::vector<Row> rows{{"seen at"}};
  for (const model::Place place : model::allPlaces) rows[0].emplace_back(name_of(place));
  for (const KeyClass key_class : crypto::allKeyClasses) {
    Row& row = rows.emplace_back(Row{std::string(name_of(key_class))});
    for (const model::Place place : model::allPlaces) row.push_back(cell_of(policy, key_class, place));
  }
  draw(page, rows);
  page.gap();
  page.line("-", "neither the key nor a wrap of it, in any form");
  page.line("wrap", "a wrap of the key, never bytes of the key");
  for (std::size_t i = 0; i < policy.exposures().size(); ++i) {
    const DeclaredExposure& exposure = policy.exposures()[i];
    const std::string in_message = exposure.message.empty() ? "" : fmt::format(", in {}", exposure.message);
    page.line(std::to_string(i + 1), fmt::format("declared: {} {}{}: {}", how(name_of(exposure.exposed)),
                                                 where(exposure), in_message, exposure.why));
  }
  page.gap();
  for (const KeyClass by : crypto::allKeyClasses)
    if (const std::string what = wrapped_by(policy, by); !what.empty())
      page.line("", fmt::format("{} may wrap {}", name_of(by), what));
  page.gap();
  rows = {{"in memory of"}};
  for (const Role role : model::allRoles) rows[0].emplace_back(name_of(role));
  for (const KeyClass key_class : crypto::allKeyClasses) {
    Row& row = rows.emplace_back(Row{std::string(name_of(key_class))});
    for (const Role role : model::allRoles) row.push_back(text_of(policy.memory_rule(key_class, role)));
  }
  draw(page, rows);
  return page.take();
}

measures::BoundariesTold boundaries_told(const BoundaryPolicy& policy) {
  measures::BoundariesTold told{.made_by = measures::made_by_this(), .policy = policy.title()};
  for (const KeyClass by : crypto::allKeyClasses)
    for (const KeyClass what : crypto::allKeyClasses)
      if (policy.allows_wrapping(by, what)) told.wraps[by].push_back(what);
  for (const KeyClass key_class : crypto::allKeyClasses) {
    for (const model::Place place : model::allPlaces) {
      const std::string allowed = policy.allowed(key_class, place);
      told.places[key_class][place] = allowed.empty() ? "forbidden" : allowed;
    }
    for (const Role role : model::allRoles) {
      const MemoryRule rule = policy.memory_rule(key_class, role);
      told.memory[key_class][role] = rule.holding == Holding::never ? "forbidden" : text_of(rule);
    }
  }
  told.declared = policy.exposures();
  return told;
}

void draw_what_crossed(LabelledText& page, const properties::WhatCrossed& what) {
  if (what.policy != properties::documented_policy().title)
    page.line("", fmt::format("by the policy \"{}\"", what.policy));
  for (const properties::ExposureMade& exposure : what.declared)
    page.line("", fmt::format("declared: {} {} {}, {} {} ({})", exposure.key_class, how(exposure.form),
                              where(exposure.place, exposure.from, exposure.to), exposure.count,
                              exposure.count == 1 ? "time" : "times", exposure.why));
  std::map<std::string, std::vector<std::string>> by_place;
  for (const properties::SeenAt& seen : what.crossed)
    if (seen.wrapped > 0) by_place[seen.place].push_back(fmt::format("{} {}", seen.key_class, seen.wrapped));
  std::vector<std::string> places;
  for (const auto& [place, classes] : by_place) places.push_back(fmt::format("{} {}", place, fmt::join(classes, ", ")));
  if (!places.empty()) page.line("", fmt::format("wrapped: {}", fmt::join(places, "; ")));
}

}  // namespace keycell::reports
