#include "scenarios/check_rows.h"

#include "scenarios/checks.h"
#include "scenarios/units.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

void check_name_of_thing(const Where& where, const std::string& name, const Things& things, const Scenario& s,
                         const Names& names) {
  switch (things.sort) {
    case Sort::host:
    case Sort::library:
    case Sort::group: return names.check_known(where, name, std::string(things.noun), things.names(s));
    case Sort::keyOwner: return check_known(where, name, things.noun, things.names(s));
  }
}

void check_bounds(const Where& where, const RowKey& key, const Values& values, const Scenario& s) {
  switch (key.form.kind) {
    case Kind::instant: {
      const Nanos when = *values.time(key.name);
      check_time(where, when, s.horizon);
      const auto earlier = values.time(key.comes_after);
      if (earlier && when <= *earlier)
        refuse(where, "is not after " + quoted(key.comes_after) + "; expected a later time");
      break;
    }
    case Kind::duration: (key.is_positive ? positive : not_negative)(where, *values.time(key.name)); break;
    case Kind::number: {
      const std::uint64_t number = *values.number(key.name);
      if (std::holds_alternative<std::string>(key.form.write(number))) break;  // a word
      in_range(where, number, key.form.smallest);
      if (number > key.form.largest)
        refuse(where, std::to_string(number) + " is too large; expected at most " + std::to_string(key.form.largest));
      break;
    }
    case Kind::size: positive_size(where, *values.number(key.name)); break;
    case Kind::rate: positive_rate(where, *values.number(key.name)); break;
    case Kind::choice: check_known(where, values.text(key.name), key.name, key.form.words); break;
    case Kind::name: check_name(where, values.text(key.name)); break;
    case Kind::text:
    case Kind::reference:
    case Kind::timeOfDay:
    case Kind::share:
    case Kind::ratio:
    case Kind::retention:
    case Kind::before:
    case Kind::choices:
    case Kind::date:
    case Kind::flag:
    case Kind::texts: break;
  }
}

}  // namespace

void check_values(const Where& where, const Row& row, const Values& values, const Scenario& scenario,
                  const Names& names) {
  const std::string which = std::string(where.key) + " " + quoted(row.word);
  for (const auto& [key, value] : values)
    if (row.find(key) == nullptr) refuse(where, which + " has no " + quoted(key));
  for (const RowKey& key : row.keys) {
    const Where there{.table = where.table, .index = where.index, .key = key.name};
    const Said* value = values.find(key.name);
    const auto other = std::ranges::find_if(key.instead, [&](const std::string& name) { return values.has(name); });
    if (value == nullptr) {
      if (!key.is_needed || other != key.instead.end()) continue;
      std::string why = "is missing; " + which + " must have it";
      for (const std::string& name : key.instead) why += ", or " + quoted(name);
      refuse(there, why);
    }
    if (other != key.instead.end()) refuse(there, "stands beside " + quoted(*other) + "; expected one of them");
    if (!key.fits(*value)) refuse(there, "is not " + std::string(name_of(key.form.kind)));
    if (key.names != nullptr) check_name_of_thing(there, values.text(key.name), *key.names, scenario, names);
    if (key.objection != nullptr)
      if (const std::string why = key.objection(scenario, values); !why.empty()) refuse(there, why);
    check_bounds(there, key, values, scenario);
  }
}

}  // namespace keycell::scenarios
