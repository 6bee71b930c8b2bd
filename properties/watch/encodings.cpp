#include "properties/watch/encodings.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace keycell::properties {
namespace {

// The class of a byte in an alphabet: the value of a digit, or one of these.
constexpr std::uint8_t passedOver = 0xfe;
constexpr std::uint8_t foreign = 0xff;
using Alphabet = std::array<std::uint8_t, 256>;

constexpr std::uint8_t& entry(Alphabet& alphabet, char letter) { return alphabet[static_cast<std::uint8_t>(letter)]; }

constexpr Alphabet hexDigits = [] {
  Alphabet alphabet{};
  alphabet.fill(foreign);
  for (const char separator : std::string_view(": -,\\xX\r\n\t")) entry(alphabet, separator) = passedOver;
  for (std::uint8_t value = 0; value < 10; ++value) alphabet['0' + value] = value;
  for (std::uint8_t value = 10; value < 16; ++value) {
    alphabet['a' + value - 10] = value;
    alphabet['A' + value - 10] = value;
  }
  return alphabet;
}();

constexpr Alphabet base64Letters = [] {
  Alphabet alphabet{};
  alphabet.fill(foreign);
  entry(alphabet, '\r') = entry(alphabet, '\n') = passedOver;
  for (std::uint8_t value = 0; value < 26; ++value) {
    alphabet['A' + value] = value;
    alphabet['a' + value] = static_cast<std::uint8_t>(value + 26);
  }
  for (std::uint8_t value = 0; value < 10; ++value) alphabet['0' + value] = static_cast<std::uint8_t>(value + 52);
  entry(alphabet, '+') = entry(alphabet, '-') = 62;
  entry(alphabet, '/') = entry(alphabet, '_') = 63;
  return alphabet;
}();

struct Digits {
  Bytes values;
  std::vector<std::uint32_t> at;

  void clear() {
    values.clear();
    at.clear();
  }
};

/// The digits of each run of letters of the alphabet that has at least `least` digits.
template <class Use>
void for_each_run(View buffer, const Alphabet& alphabet, std::size_t least, Use use) {
  const auto belongs = [&](std::size_t at) { return alphabet[buffer[at]] != foreign; };
  Digits digits;
  for (std::size_t place = least - 1; place < buffer.size();) {
    if (!belongs(place)) {
      place += least;
      continue;
    }
    std::size_t begin = place;
    while (begin > 0 && belongs(begin - 1)) --begin;
    std::size_t end = place + 1;
    while (end < buffer.size() && belongs(end)) ++end;
    if (end - begin >= least) {
      digits.clear();
      for (std::size_t at = begin; at < end; ++at) {
        if (alphabet[buffer[at]] != passedOver) {
          digits.values.push_back(alphabet[buffer[at]]);
          digits.at.push_back(static_cast<std::uint32_t>(at));
        } else if ((buffer[at] == 'x' || buffer[at] == 'X') && !digits.at.empty() && digits.at.back() + 1 == at &&
                   digits.values.back() == 0) {
          digits.values.pop_back();  // the 0 of "0x" is no digit
          digits.at.pop_back();
        }
      }
      if (digits.values.size() >= least) use(digits);
    }
    place = end + least;
  }
}

/// The bytes of digits of `bits` each, from digit `from` on; a rest that is no byte is left out.
void pack(const Digits& digits, std::size_t from, unsigned bits, Decoded& decoded) {
  decoded.bytes.clear();
  decoded.at.clear();
  std::uint32_t collected = 0;
  unsigned count = 0;
  std::uint32_t begins_at = 0;
  for (std::size_t i = from; i < digits.values.size(); ++i) {
    if (count == 0) begins_at = digits.at[i];
    collected = collected << bits | digits.values[i];
    count += bits;
    if (count < 8) continue;
    count -= 8;
    decoded.bytes.push_back(static_cast<std::uint8_t>(collected >> count));
    decoded.at.push_back(begins_at);
    begins_at = digits.at[i];
  }
}

/// No 8 bytes with four zeros among them are told from honest data.
constexpr std::size_t zerosThatEndText = 4;

/// From a zero byte, in steps of two, as long as there are zeros with text between them.
std::size_t last_zero(View buffer, std::size_t zero, std::ptrdiff_t step) {
  std::size_t empty_characters = 0;
  for (;;) {
    const auto next = static_cast<std::ptrdiff_t>(zero) + 2 * step;
    if (next < 0 || next >= static_cast<std::ptrdiff_t>(buffer.size())) return zero;
    if (buffer[static_cast<std::size_t>(next)] != 0) return zero;
    const bool empty = buffer[static_cast<std::size_t>(next - step)] == 0;
    empty_characters = empty ? empty_characters + 1 : 0;
    if (empty_characters == zerosThatEndText) return zero;
    zero = static_cast<std::size_t>(next);
  }
}

bool is_surrounded_by_zeros(View buffer, std::size_t place) {
  std::uint64_t around = 0;
  if (place < 4 || place + 4 > buffer.size()) return false;
  std::memcpy(&around, buffer.data() + place - 4, sizeof around);
  return around == 0;
}

/// How digits make bytes: where a byte may begin, and what each digit stands for.
struct Packing {
  std::size_t alignments;
  unsigned bits;
};

template <class Alphabet>
void for_each_alignment(View buffer, const Alphabet& alphabet, std::size_t least, const Packing& packing,
                        const UseOfDecoded& use) {
  Decoded decoded;
  for_each_run(buffer, alphabet, least, [&](const Digits& digits) {
    for (std::size_t from = 0; from < packing.alignments; ++from) {
      pack(digits, from, packing.bits, decoded);
      use(decoded);
    }
  });
}

}  // namespace

void for_each_hex(View buffer, std::size_t least, const UseOfDecoded& use) {
  for_each_alignment(buffer, hexDigits, least, {.alignments = 2, .bits = 4}, use);
}

void for_each_base64(View buffer, std::size_t least, const UseOfDecoded& use) {
  for_each_alignment(buffer, base64Letters, least, {.alignments = 4, .bits = 6}, use);
}

void for_each_utf16(View buffer, std::size_t least, const UseOfDecoded& use) {
  // `least` characters have a zero at one of two neighbours wherever one looks in them.
  const std::size_t step = std::max<std::size_t>(2 * least - 2, 2);
  Decoded decoded;
  for (std::size_t place = 0; place < buffer.size();) {
    std::size_t next = place + step;
    const bool has_zero = buffer[place] == 0 || (place + 1 < buffer.size() && buffer[place + 1] == 0);
    if (has_zero && !is_surrounded_by_zeros(buffer, place)) {
      for (const std::size_t zero : {place, place + 1}) {
        if (zero >= buffer.size() || buffer[zero] != 0) continue;
        const std::size_t first = last_zero(buffer, zero, -1);
        const std::size_t last = last_zero(buffer, zero, 1);
        decoded.bytes.clear();
        decoded.at.clear();
        for (std::size_t at = first > 0 ? first - 1 : first + 1; at <= last + 1 && at < buffer.size(); at += 2) {
          decoded.bytes.push_back(buffer[at]);
          decoded.at.push_back(static_cast<std::uint32_t>(at));
        }
        if (decoded.bytes.size() >= least) use(decoded);
        next = std::max(next, last + 1);
      }
    }
    place = next;
  }
}

}  // namespace keycell::properties
