#include "scenarios/units.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

using Wide = unsigned __int128;  // a 20-digit number times the largest factor is below 10^36

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

/// `factor`s count in the smallest thing that a unit can name; `smallest_in_base` of them are one of what we store.
struct UnitsOfKind {
  std::string_view name;
  std::span<const Unit> units;
  std::uint64_t smallest_in_base;
  std::string_view base_plural;
  std::string_view most;  ///< largestQuantity, in words
  std::string_view example;
};

constexpr std::uint64_t kilo = 1000, mega = kilo * kilo, giga = kilo * mega, tera = kilo * giga, peta = kilo * tera;
constexpr std::uint64_t kibi = 1024, mebi = kibi * kibi, gibi = kibi * mebi, tebi = kibi * gibi, pebi = kibi * tebi;

constexpr std::array sizeUnits{Unit{"B", 1},      Unit{"kB", kilo},  Unit{"MB", mega},  Unit{"GB", giga},
                               Unit{"TB", tera},  Unit{"PB", peta},  Unit{"KiB", kibi}, Unit{"MiB", mebi},
                               Unit{"GiB", gibi}, Unit{"TiB", tebi}, Unit{"PiB", pebi}};

constexpr std::array rateUnits{Unit{"bit/s", 1},        Unit{"kbit/s", kilo},    Unit{"Mbit/s", mega},
                               Unit{"Gbit/s", giga},    Unit{"Tbit/s", tera},    Unit{"B/s", 8},
                               Unit{"kB/s", 8 * kilo},  Unit{"MB/s", 8 * mega},  Unit{"GB/s", 8 * giga},
                               Unit{"KiB/s", 8 * kibi}, Unit{"MiB/s", 8 * mebi}, Unit{"GiB/s", 8 * gibi}};

constexpr std::uint64_t second = giga, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr std::array durationUnits{Unit{"ns", 1},       Unit{"us", kilo}, Unit{"ms", mega}, Unit{"s", second},
                                   Unit{"min", minute}, Unit{"h", hour},  Unit{"day", day}, Unit{"days", day}};

constexpr UnitsOfKind sizeKind{"size", sizeUnits, 1, "bytes", "9223 PB", sizeExample};
constexpr UnitsOfKind rateKind{"rate", rateUnits, 8, "bytes per second", "9223372 TB/s", rateExample};
constexpr UnitsOfKind durationKind{"duration", durationUnits, 1, "nanoseconds", "106751 days", durationExample};
constexpr std::array shareUnits{Unit{"%", 10'000}};
constexpr UnitsOfKind shareKind{"share", shareUnits, 1, "millionths", "the whole", shareExample};
constexpr std::array kinds{&sizeKind, &rateKind, &durationKind, &shareKind};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

const Unit* find_unit(const UnitsOfKind& kind, std::string_view name) {
  for (const Unit& unit : kind.units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

[[noreturn]] void no_quantity(std::string_view text, const UnitsOfKind& kind, const std::string& why) {
  throw UnitError(quoted(text) + why + "; " + std::string(kind.example));
}

std::vector<std::string> units_of(const UnitsOfKind& kind) {
  std::vector<std::string> names;
  for (const Unit& unit : kind.units) names.emplace_back(unit.name);
  return names;
}

/// What people write elsewhere, and what it is here; too far from it to be taken for a slip of the hand.
struct Elsewhere {
  std::string_view unit, here;
};
constexpr std::array elsewhere{
    Elsewhere{"bps", "bit/s"},   Elsewhere{"kbps", "kbit/s"}, Elsewhere{"Kbps", "kbit/s"}, Elsewhere{"Mbps", "Mbit/s"},
    Elsewhere{"Gbps", "Gbit/s"}, Elsewhere{"Tbps", "Tbit/s"}, Elsewhere{"MBps", "MB/s"},   Elsewhere{"GBps", "GB/s"},
    Elsewhere{"sec", "s"},       Elsewhere{"second", "s"},    Elsewhere{"seconds", "s"},   Elsewhere{"minute", "min"},
    Elsewhere{"minutes", "min"}, Elsewhere{"hour", "h"},      Elsewhere{"hours", "h"},     Elsewhere{"d", "days"}};

[[noreturn]] void refuse_unit(std::string_view text, std::string_view unit, const UnitsOfKind& kind) {
  for (const UnitsOfKind* other : kinds) {
    if (find_unit(*other, unit) == nullptr) continue;
    no_quantity(text, kind, " is a " + std::string(other->name) + ", not a " + std::string(kind.name));
  }
  const std::vector<std::string> units = units_of(kind);
  const std::string what = "unit of a " + std::string(kind.name);
  for (const Elsewhere& known : elsewhere) {
    if (known.unit != unit || find_unit(kind, known.here) == nullptr) continue;
    throw UnitError(quoted(text) + ": " + quoted(unit) + " is no " + what + "; expected " + listed(units) +
                    "; nearest: " + quoted(known.here));
  }
  throw UnitError(quoted(text) + ": " + no_such(unit, what, units));
}

/// A decimal number: digits / 10^decimals.
struct Decimal {
  Wide digits = 0;
  Wide scale = 1;
};

/// Nothing when there are more significant digits than any quantity has.
std::optional<Decimal> read_decimal(std::string_view whole, std::string_view fraction) {
  constexpr std::size_t mostDigits = 20;
  while (!whole.empty() && whole.front() == '0') whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole.size() + fraction.size() > mostDigits) return std::nullopt;
  Decimal number;
  for (const char c : whole) number.digits = number.digits * 10 + static_cast<unsigned>(c - '0');
  for (const char c : fraction) {
    number.digits = number.digits * 10 + static_cast<unsigned>(c - '0');
    number.scale *= 10;
  }
  return number;
}

std::string_view take_digits(std::string_view& rest) {
  std::size_t n = 0;
  while (n < rest.size() && is_digit(rest[n])) ++n;
  const std::string_view taken = rest.substr(0, n);
  rest.remove_prefix(n);
  return taken;
}

std::uint64_t parse(std::string_view text, const UnitsOfKind& kind) {
  std::string_view rest = text;
  if (rest.starts_with('-')) no_quantity(text, kind, " is negative");
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  if (!whole.empty() && rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole.empty()) no_quantity(text, kind, " is no " + std::string(kind.name));
  if (rest.empty()) no_quantity(text, kind, " has no unit");
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  const Unit* unit = find_unit(kind, rest);
  if (unit == nullptr) refuse_unit(text, rest, kind);

  const std::optional<Decimal> number = read_decimal(whole, fraction);
  if (!number) no_quantity(text, kind, " has too many digits");
  const Wide smallest = number->digits * unit->factor;
  const Wide divisor = number->scale * kind.smallest_in_base;
  if (smallest / divisor > largestQuantity) no_quantity(text, kind, " is more than " + std::string(kind.most));
  if (smallest % divisor != 0) no_quantity(text, kind, " is not a whole number of " + std::string(kind.base_plural));
  return static_cast<std::uint64_t>(smallest / divisor);
}

/// "1 h 30 min" too: parts from the largest unit to the smallest, each less than one of the unit before it.
std::uint64_t parse_parts(std::string_view text, const UnitsOfKind& kind) {
  std::size_t last = text.size();
  for (std::size_t i = 2; i + 1 < text.size(); ++i)
    if (text[i] == ' ' && is_digit(text[i + 1]) && !is_digit(text[i - 1])) last = i;
  if (last == text.size()) return parse(text, kind);
  const std::string_view before = text.substr(0, last);
  const std::string_view part = text.substr(last + 1);
  const std::uint64_t sum = parse_parts(before, kind);
  const std::uint64_t more = parse(part, kind);
  std::string_view unit = before.substr(before.rfind(' ') + 1);
  while (!unit.empty() && (is_digit(unit.front()) || unit.front() == '.')) unit.remove_prefix(1);
  if (more >= find_unit(kind, unit)->factor)
    no_quantity(text, kind, ": " + quoted(part) + " is not less than a " + quoted(unit));
  if (more > largestQuantity - sum) no_quantity(text, kind, " is more than " + std::string(kind.most));
  return sum + more;
}

/// With the largest unit that leaves a whole number, of those that `usable` lets through.
template <class Usable>
std::string write(std::uint64_t value, const UnitsOfKind& kind, Usable usable) {
  const Wide smallest = Wide{value} * kind.smallest_in_base;
  const Unit* best = nullptr;
  for (const Unit& unit : kind.units) {
    if (usable(unit) && smallest % unit.factor == 0 && (best == nullptr || unit.factor > best->factor)) best = &unit;
  }
  return std::to_string(static_cast<std::uint64_t>(smallest / best->factor)) + " " + std::string(best->name);
}

constexpr bool any_unit(const Unit&) { return true; }

std::chrono::nanoseconds nanos(std::uint64_t count) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(count));
}

/// Two digits after `separator`, below `limit`.
std::optional<std::uint64_t> take_two_digits(std::string_view& rest, char separator, std::uint64_t limit) {
  if (rest.size() < 3 || rest[0] != separator || !is_digit(rest[1]) || !is_digit(rest[2])) return std::nullopt;
  const auto value = static_cast<std::uint64_t>((rest[1] - '0') * 10 + (rest[2] - '0'));
  rest.remove_prefix(3);
  return value < limit ? std::optional(value) : std::nullopt;
}

constexpr std::string_view dayPrefix = "day ";

/// "day 2 22:15" or "day 2 22:15:30".
std::optional<std::uint64_t> parse_day_and_time(std::string_view rest) {
  rest.remove_prefix(dayPrefix.size());
  const std::string_view day_digits = take_digits(rest);
  constexpr std::size_t mostDigits = 6;  // more days than largestQuantity holds
  if (day_digits.empty() || day_digits.size() > mostDigits || day_digits.front() == '0') return std::nullopt;
  const std::optional<std::uint64_t> hours = take_two_digits(rest, ' ', 24);
  const std::optional<std::uint64_t> minutes = take_two_digits(rest, ':', 60);
  const std::optional<std::uint64_t> seconds = rest.empty() ? 0 : take_two_digits(rest, ':', 60);
  if (!hours || !minutes || !seconds || !rest.empty()) return std::nullopt;
  const Wide days = read_decimal(day_digits, "")->digits - 1;
  const Wide total = days * day + *hours * hour + *minutes * minute + *seconds * second;
  return total <= largestQuantity ? std::optional(static_cast<std::uint64_t>(total)) : std::nullopt;
}

std::string two_digits(std::uint64_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

/// "01:00" without its day: what it would be on the first one.
std::optional<std::string> on_the_first_day(std::string_view text) {
  const std::string two_digit_hour = text.find(':') == 1 ? "0" + std::string(text) : std::string(text);
  const std::string whole = std::string(dayPrefix) + "1 " + two_digit_hour;
  return parse_day_and_time(whole) ? std::optional(whole) : std::nullopt;
}

}  // namespace

std::vector<std::string> size_units() { return units_of(sizeKind); }
std::vector<std::string> rate_units() { return units_of(rateKind); }
std::vector<std::string> duration_units() { return units_of(durationKind); }

std::uint64_t parse_size(std::string_view text) { return parse(text, sizeKind); }
std::uint64_t parse_rate(std::string_view text) { return parse(text, rateKind); }
std::chrono::nanoseconds parse_duration(std::string_view text) { return nanos(parse_parts(text, durationKind)); }

std::chrono::nanoseconds parse_instant(std::string_view text) {
  if (!text.starts_with(dayPrefix)) {
    if (const auto whole = on_the_first_day(text))
      throw UnitError(quoted(text) + " has no day; write for example " + quoted(*whole));
    UnitsOfKind with_day = durationKind;
    with_day.example = instantExample;
    return nanos(parse_parts(text, with_day));
  }
  const std::optional<std::uint64_t> since_start = parse_day_and_time(text);
  if (!since_start) {
    throw UnitError(quoted(text) + " is no instant; days count from 1, hours from 00 to 23; " +
                    std::string(instantExample));
  }
  return nanos(*since_start);
}

std::chrono::nanoseconds parse_time_of_day(std::string_view text) {
  const std::string with_space = " " + std::string(text);
  std::string_view rest = with_space;
  const std::optional<std::uint64_t> hours = take_two_digits(rest, ' ', 24);
  const std::optional<std::uint64_t> minutes = take_two_digits(rest, ':', 60);
  const std::optional<std::uint64_t> seconds = rest.empty() ? 0 : take_two_digits(rest, ':', 60);
  if (!hours || !minutes || !seconds || !rest.empty())
    throw UnitError(quoted(text) + " is no time of day, 00:00 to 23:59; " + std::string(timeOfDayExample));
  return nanos(*hours * hour + *minutes * minute + *seconds * second);
}

std::uint64_t parse_share(std::string_view text) {
  constexpr std::uint64_t whole = 1'000'000;
  const std::uint64_t share = parse(text, shareKind);
  if (share > whole) throw UnitError(quoted(text) + " is more than the whole; " + std::string(shareExample));
  return share;
}

std::uint32_t parse_days_ago(std::string_view text) {
  constexpr std::size_t mostDigits = 6;
  std::string_view rest = text;
  const std::string_view digits = take_digits(rest);
  const bool fits = !digits.empty() && digits.size() <= mostDigits && digits.front() != '0' &&
                    (rest == " days ago" || rest == " day ago");
  if (!fits) throw UnitError(quoted(text) + " is no number of days ago, from 1; " + std::string(daysAgoExample));
  return static_cast<std::uint32_t>(read_decimal(digits, "")->digits);
}

std::string days_ago_text(std::uint32_t days) { return std::to_string(days) + (days == 1 ? " day ago" : " days ago"); }

model::Date parse_date(std::string_view text) {
  constexpr int latestYear = 9899;  // so that a century later still has four digits
  const auto no_date = [&](const std::string& why) {
    return UnitError(quoted(text) + " is no date" + why + "; " + std::string(dateExample));
  };
  constexpr std::string_view form = "0000-00-00";
  const bool fits = text.size() == form.size() && std::ranges::equal(text, form, [](char c, char model) {
                      return model == '0' ? is_digit(c) : c == model;
                    });
  if (!fits) throw no_date(": it has a year of four digits, a month and a day");
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    for (const char c : text.substr(at, digits)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  const model::Date date(std::chrono::year(static_cast<int>(number(0, 4))), std::chrono::month(number(5, 2)),
                         std::chrono::day(number(8, 2)));
  if (!date.ok()) throw no_date(": there is no such day");
  if (date.year() < std::chrono::year(1) || date.year() > std::chrono::year(latestYear))
    throw no_date(" of the years 1 to " + std::to_string(latestYear));
  return date;
}

std::uint64_t parse_ratio(std::string_view text) {
  constexpr std::uint64_t one = 1000;
  std::string_view rest = text;
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
    if (fraction.empty()) rest = text;  // "2.:1" is no ratio
  }
  const std::optional<Decimal> number = read_decimal(whole, fraction);
  if (whole.empty() || rest != ":1" || !number || number->digits * one % number->scale != 0)
    throw UnitError(quoted(text) + " is no ratio; " + std::string(ratioExample));
  const Wide ratio = number->digits * one / number->scale;
  if (ratio < one || ratio > one * one)
    throw UnitError(quoted(text) + " is no ratio from \"1:1\" to \"1000:1\"; " + std::string(ratioExample));
  return static_cast<std::uint64_t>(ratio);
}

namespace {

/// One of the two amounts of a retention, with the words that may stand behind it.
struct Amount {
  std::array<std::string, 2> words;  // of one, of more
  std::uint32_t most;
};

/// Takes a number and its word from the front.
std::uint32_t take_amount(std::string_view text, std::string_view& rest, const Amount& amount) {
  const auto refuse = [&](const std::string& why) {
    throw UnitError(quoted(text) + why + "; " + std::string(retentionExample));
  };
  const std::string_view digits = take_digits(rest);
  if (digits.empty() || !rest.starts_with(' ')) refuse(" is no retention");
  rest.remove_prefix(1);
  const std::string_view word = rest.substr(0, rest.find(','));
  rest.remove_prefix(word.size());
  if (std::ranges::find(amount.words, word) == amount.words.end())
    throw UnitError(quoted(text) + ": " + no_such(word, "word of a retention there", amount.words));
  const std::optional<Decimal> number = read_decimal(digits, "");
  if (!number || number->digits > amount.most)
    refuse(": " + std::string(digits) + " " + amount.words[1] + " are too many; expected at most " +
           std::to_string(amount.most));
  return static_cast<std::uint32_t>(number->digits);
}

}  // namespace

model::Retention parse_retention(std::string_view text) {
  std::string_view rest = text;
  model::Retention retention{};
  retention.days = take_amount(text, rest, {{"day", "days"}, model::mostRetentionDays});
  if (!rest.starts_with(", "))
    throw UnitError(quoted(text) + " says no number of cycles; " + std::string(retentionExample));
  rest.remove_prefix(2);
  retention.cycles = take_amount(text, rest, {{"cycle", "cycles"}, model::mostRetentionCycles});
  if (!rest.empty()) throw UnitError(quoted(text) + " is no retention; " + std::string(retentionExample));
  if (retention.cycles == 0)
    throw UnitError(quoted(text) + " would let the latest backup go; expected at least \"1 cycle\"");
  return retention;
}

std::string retention_text(const model::Retention& retention) {
  const auto counted = [](std::uint32_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  return counted(retention.days, "day") + ", " + counted(retention.cycles, "cycle");
}

std::string size_text(std::uint64_t bytes) { return bytes == 0 ? "0 B" : write(bytes, sizeKind, any_unit); }

std::string rate_text(std::uint64_t bytes_per_s, RateStyle style) {
  if (bytes_per_s == 0) return "0 B/s";
  const bool bits = style == RateStyle::bits;
  return write(bytes_per_s, rateKind, [&](const Unit& unit) {
    return unit.name == "B/s" || unit.name.ends_with("bit/s") == bits;  // B/s: what we store, so it always fits
  });
}

std::string duration_text(std::chrono::nanoseconds duration) {
  if (duration.count() == 0) return "0 s";
  if (duration == nanos(day)) return "1 day";
  return write(static_cast<std::uint64_t>(duration.count()), durationKind,
               [](const Unit& unit) { return unit.name != "day"; });
}

std::string time_of_day_text(std::chrono::nanoseconds since_midnight) {
  const auto total = static_cast<std::uint64_t>(since_midnight.count());
  const std::string text = two_digits(total / hour) + ":" + two_digits(total % hour / minute);
  return total % minute == 0 ? text : text + ":" + two_digits(total % minute / second);
}

namespace {

/// value / scale, without zeros at the end.
std::string decimal_text(std::uint64_t value, std::uint64_t scale) {
  std::string text = std::to_string(value / scale);
  std::string fraction;
  for (std::uint64_t rest = value % scale; rest != 0; rest = rest * 10 % scale)
    fraction += static_cast<char>('0' + rest * 10 / scale);
  return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace

std::string share_text(std::uint64_t millionths) { return decimal_text(millionths, 10'000) + " %"; }
std::string ratio_text(std::uint64_t thousandths) { return decimal_text(thousandths, 1000) + ":1"; }

std::string instant_text(std::chrono::nanoseconds since_start) {
  const auto total = static_cast<std::uint64_t>(since_start.count());
  if (total % second != 0) return duration_text(since_start);
  return std::string(dayPrefix) + std::to_string(total / day + 1) + " " + time_of_day_text(nanos(total % day));
}

std::string weekday_behind(std::chrono::nanoseconds since_start, const std::optional<model::Date>& start) {
  if (!start) return {};
  const auto days = std::chrono::floor<std::chrono::days>(since_start).count();
  return " (" + std::string(name_of(model::later(model::weekday_of(*start), days))) + ")";
}

std::string instant_text(std::chrono::nanoseconds since_start, const std::optional<model::Date>& start) {
  return instant_text(since_start) + weekday_behind(since_start, start);
}

std::string first_day_text(model::Date start) {
  return "day 1 is " + std::string(name_of(model::weekday_of(start))) + " " + model::date_text(start);
}

}  // namespace keycell::scenarios
