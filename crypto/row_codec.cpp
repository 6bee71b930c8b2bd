// Layout of rows and stored values.

#include "crypto/row_codec.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>

namespace keycell::crypto {
namespace {

constexpr std::size_t lengthSizeBytes = 2;
constexpr std::size_t maxFieldBytes = 0xffff;

std::array<std::uint8_t, crc32SizeBytes> crc32_of(View bytes) {
  const auto crc = libdeflate_crc32(0, bytes.data(), bytes.size());
  return {static_cast<std::uint8_t>(crc >> 24), static_cast<std::uint8_t>(crc >> 16),
          static_cast<std::uint8_t>(crc >> 8), static_cast<std::uint8_t>(crc)};
}

}  // namespace

RowWriter& RowWriter::field(View value) {
  if (value.size() > maxFieldBytes) throw CryptoFailure("a field of a row has at most 65535 bytes");
  row_.push_back(static_cast<std::uint8_t>(value.size() >> 8));
  row_.push_back(static_cast<std::uint8_t>(value.size()));
  append(row_, value);
  return *this;
}

View RowReader::field(std::string_view name) {
  if (rest_.size() < lengthSizeBytes) damaged(std::string(name) + " is missing");
  const std::size_t size = static_cast<std::size_t>(rest_[0]) << 8 | rest_[1];
  if (rest_.size() - lengthSizeBytes < size) damaged(std::string(name) + " is cut short");
  const View value = rest_.subspan(lengthSizeBytes, size);
  rest_ = rest_.subspan(lengthSizeBytes + size);
  return value;
}

void RowReader::end() const {
  if (!rest_.empty()) damaged("bytes follow its last field");
}

void RowReader::damaged(std::string_view how) const {
  throw KeyUnrecoverable(row_name_ + " is damaged: " + std::string(how));
}

void append_crc32(Bytes& to, View of) { append(to, crc32_of(of)); }

bool matches_crc32(View of, View crc32) { return std::ranges::equal(crc32_of(of), crc32); }

}  // namespace keycell::crypto
