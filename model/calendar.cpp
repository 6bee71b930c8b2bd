#include "model/calendar.h"

namespace keycell::model {
namespace {

std::string digits(unsigned number, int count) {
  std::string text(static_cast<std::size_t>(count), '0');
  for (auto place = text.rbegin(); place != text.rend(); ++place, number /= 10)
    *place = static_cast<char>('0' + number % 10);
  return text;
}

}  // namespace

std::string date_text(Date date) {
  return digits(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" + digits(static_cast<unsigned>(date.day()), 2);
}

}  // namespace keycell::model
