#include "reports/words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "crypto/key_class.h"

namespace keycell::reports {

using crypto::KeyClass;

std::string counted(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string plain_key(std::string_view key_class) {
  if (key_class == name_of(KeyClass::kek)) return "KEK";
  if (key_class == name_of(KeyClass::rsaPrivate)) return "RSA private key";
  std::string words(key_class);
  std::ranges::replace(words, '-', ' ');
  return words;
}

bool is_key_of_data(std::string_view key_class) {
  constexpr std::array classes{KeyClass::masterKey, KeyClass::kek, KeyClass::rsaPrivate, KeyClass::dataKey};
  return std::ranges::any_of(classes, [&](KeyClass each) { return key_class == name_of(each); });
}

std::string share_text(double share, Rounded towards) {
  if (share <= 0) return "0 %";
  const double percent = share * 100;
  const double unit = std::pow(10, std::floor(std::log10(percent)) - 1);
  constexpr double hair = 1e-9;  // what is a whole number of units stays it
  const double units = percent / unit;
  const double rounded = towards == Rounded::up ? std::ceil(units - hair) : std::floor(units + hair);
  return fmt::format("{:.{}f} %", rounded * unit, unit < 1 ? static_cast<int>(std::lround(-std::log10(unit))) : 0);
}

std::string five_of(const std::vector<std::string>& parts, std::string_view separator) {
  constexpr std::size_t most = 5;
  std::vector<std::string> shown(parts.begin(),
                                 parts.begin() + static_cast<std::ptrdiff_t>(std::min(most, parts.size())));
  if (parts.size() > most) shown.push_back(fmt::format("and {} more", parts.size() - most));
  return join(shown, separator);
}

}  // namespace keycell::reports
