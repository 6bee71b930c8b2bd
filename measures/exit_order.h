#pragma once
// Which of several exit codes counts: 1, 3, 14, 11, 10, 12, 13, in this order, before any other and 0.

#include <algorithm>
#include <array>

namespace keycell::measures {

constexpr int worse_exit_code(int a, int b) {
  constexpr std::array order{1, 3, 14, 11, 10, 12, 13};
  const auto rank = [&](int code) {
    const auto place = std::find(order.begin(), order.end(), code) - order.begin();
    return code == 0 ? order.size() + 1 : static_cast<std::size_t>(place);
  };
  return rank(b) < rank(a) ? b : a;
}

}  // namespace keycell::measures
