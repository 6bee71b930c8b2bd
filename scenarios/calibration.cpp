#include "scenarios/calibration.h"

#include <algorithm>
#include <charconv>

#include "scenarios/calibration_file.h"
#include "scenarios/checks.h"
#include "scenarios/shipped_calibrations.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

void check(const Where& where, std::uint64_t bytes_per_s) { positive_rate(where, bytes_per_s); }
void check(const Where& where, std::chrono::nanoseconds time) { positive(where, time); }

bool is_day(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  const auto fits = [](char c, char f) { return f == 'd' ? c >= '0' && c <= '9' : c == f; };
  if (!std::ranges::equal(text, form, fits)) return false;
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + digits, value);
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                     std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)))
      .ok();
}

}  // namespace

std::string word_of(const crypto::DataCipher& cipher) {
  return std::string(cipher.name) + "-" + std::to_string(cipher.key_bits);
}

std::size_t place_of_cipher(std::string_view word) {
  std::size_t usual = 0;
  for (std::size_t i = 0; i < crypto::allDataCiphers.size(); ++i) {
    const std::string known = word_of(crypto::allDataCiphers[i]);
    if (known == word) return i;
    if (known == usualCipher) usual = i;
  }
  return usual;
}

void validate(const Calibration& calibration) {
  check_line({.key = "title"}, calibration.title, "what it is a calibration of");
  check_line({.key = "machine"}, calibration.machine, "the machine's CPU");
  check_line({.key = "openssl"}, calibration.openssl, "a version");
  const Where measured{.key = "measured"};
  if (!is_day(calibration.measured))
    refuse(measured, quoted(calibration.measured) + " is no day; write for example \"2026-11-22\"");
  each_value(calibration, [](std::string_view table, const std::string& key, const auto& value) {
    check({.table = table, .key = key}, value);
  });
}

const Calibration& usual_calibration() {
  static const Calibration usual = load_shipped_calibration(usualCalibrationName);
  return usual;
}

}  // namespace keycell::scenarios
