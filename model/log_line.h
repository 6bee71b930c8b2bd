#pragma once
// A line of a host's log while it is put together: in place, without the heap, because most are a few words and two
// numbers. What is longer than a line can be is cut.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "model/call_id.h"

namespace keycell::model {

class LogLine {
 public:
  LogLine() {}  // the text has no value until it is written

  LogLine& operator<<(std::string_view text) {
    const std::size_t fits = std::min(text.size(), text_.size() - size_);
    std::copy_n(text.data(), fits, text_.data() + size_);
    size_ += fits;
    return *this;
  }
  LogLine& operator<<(std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return *this << std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  /// "call 3.17": the 17th that the third host of the cell began.
  LogLine& operator<<(CallId call) {
    return *this << "call " << std::uint64_t{caller_number(call)} << "."
                 << (call.value & ((std::uint64_t{1} << callCountBits) - 1));
  }

  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 1024> text_;
  std::size_t size_ = 0;
};

}  // namespace keycell::model
