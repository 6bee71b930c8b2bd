// The few rules of DER (X.690) that RSA keys need.

#include "crypto/rsa_der.h"

#include <algorithm>
#include <array>
#include <bit>

namespace keycell::crypto {
namespace {

constexpr std::uint8_t integerTag = 0x02;
constexpr std::uint8_t bitStringTag = 0x03;
constexpr std::uint8_t octetStringTag = 0x04;
constexpr std::uint8_t sequenceTag = 0x30;
// AlgorithmIdentifier: rsaEncryption (1.2.840.113549.1.1.1), NULL.
constexpr std::array<std::uint8_t, 13> rsaEncryption{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                     0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
constexpr std::array<std::uint8_t, 3> versionZero{integerTag, 1, 0};
constexpr std::array<std::uint8_t, 1> noUnusedBits{0};

constexpr std::size_t minModulusBits = 2048;
constexpr std::size_t maxModulusBits = 4096;
constexpr std::size_t maxPublicExponentBytes = 8;

std::size_t bits_of(View number) {
  return number.empty() ? 0 : (number.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(number[0]));
}

/// Reads element after element; throws Refused at the first that is not as asked.
class DerReader {
 public:
  explicit DerReader(View rest) : rest_(rest) {}

  View element(std::uint8_t tag) {
    demand(rest_.size() >= 2 && rest_[0] == tag);
    std::size_t size = rest_[1];
    std::size_t header_size = 2;
    if (size >= 0x80) {
      // A key has less than 64 KiB. DER: the shortest form only.
      const std::size_t octets = size & 0x7f;
      demand((octets == 1 || octets == 2) && rest_.size() >= 2 + octets);
      size = octets == 1 ? rest_[2] : static_cast<std::size_t>(rest_[2]) << 8 | rest_[3];
      demand(size >= (octets == 1 ? std::size_t{0x80} : std::size_t{0x100}));
      header_size += octets;
    }
    demand(rest_.size() - header_size >= size);
    const View content = rest_.subspan(header_size, size);
    rest_ = rest_.subspan(header_size + size);
    return content;
  }

  /// A number above 0, without the zero byte that keeps its sign.
  View number() {
    View content = element(integerTag);
    demand(!content.empty() && content[0] < 0x80);
    if (content[0] == 0) {
      demand(content.size() > 1 && content[1] >= 0x80);
      content = content.subspan(1);
    }
    return content;
  }

  void exactly(View wanted) {
    demand(rest_.size() >= wanted.size() && std::ranges::equal(rest_.first(wanted.size()), wanted));
    rest_ = rest_.subspan(wanted.size());
  }

  void only(View wanted) {
    exactly(wanted);
    end();
  }

  void end() const { demand(rest_.empty()); }

  static void demand(bool holds) {
    if (!holds) throw Refused();
  }

 private:
  View rest_;
};

View only_element(View der, std::uint8_t tag) {
  DerReader reader(der);
  const View content = reader.element(tag);
  reader.end();
  return content;
}

void check_public(View n, View e) {
  DerReader::demand(bits_of(n) >= minModulusBits && bits_of(n) <= maxModulusBits && e.size() <= maxPublicExponentBytes);
}

/// Writes from the end to the start, so that every size is known when it is written. What it wrote is wiped.
class DerWriter {
 public:
  explicit DerWriter(std::size_t room_bytes) : room_(room_bytes), at_(room_bytes) {}

  std::size_t at() const { return at_; }
  View written() const { return room_.view().subspan(at_); }

  void bytes(View what) {
    at_ -= what.size();
    std::ranges::copy(what, room_.writable().subspan(at_).begin());
  }

  void byte(std::size_t value) { room_.writable()[--at_] = static_cast<std::uint8_t>(value); }

  /// The header of an element whose content was written since `end`.
  void header(std::uint8_t tag, std::size_t end) {
    const std::size_t size = end - at_;
    if (size < 0x80) {
      byte(size);
    } else {
      byte(size & 0xff);
      if (size >= 0x100) byte(size >> 8);
      byte(size >= 0x100 ? 0x82 : 0x81);
    }
    byte(tag);
  }

  void number(View value) {
    const std::size_t end = at_;
    bytes(value);
    if (value[0] >= 0x80) byte(0);
    header(integerTag, end);
  }

  void algorithm() {
    const std::size_t end = at_;
    bytes(rsaEncryption);
    header(sequenceTag, end);
  }

 private:
  WipedBuffer room_;
  std::size_t at_;
};

// All headers and constants together take less.
constexpr std::size_t framingBytes = 128;

}  // namespace

RsaPublicNumbers read_rsa_public(View spki) {
  DerReader info(only_element(spki, sequenceTag));
  DerReader(info.element(sequenceTag)).only(rsaEncryption);
  DerReader bit_string(info.element(bitStringTag));
  info.end();
  bit_string.exactly(noUnusedBits);
  DerReader key(bit_string.element(sequenceTag));
  bit_string.end();
  const View n = key.number();
  const View e = key.number();
  key.end();
  check_public(n, e);
  return {.n = n, .e = e};
}

RsaPrivateNumbers read_rsa_private(View pkcs8) {
  DerReader info(only_element(pkcs8, sequenceTag));
  info.exactly(versionZero);
  DerReader(info.element(sequenceTag)).only(rsaEncryption);
  DerReader key(only_element(info.element(octetStringTag), sequenceTag));
  info.end();
  key.exactly(versionZero);
  const View n = key.number();
  const View e = key.number();
  check_public(n, e);
  const auto no_longer_than_n = [&key, n] {
    const View number = key.number();
    DerReader::demand(number.size() <= n.size());
    return number;
  };
  const View d = no_longer_than_n();
  const View p = no_longer_than_n();
  const View q = no_longer_than_n();
  const View dp = no_longer_than_n();
  const View dq = no_longer_than_n();
  const View qinv = no_longer_than_n();
  key.end();
  return {.n = n, .e = e, .d = d, .p = p, .q = q, .dp = dp, .dq = dq, .qinv = qinv};
}

Bytes write_rsa_public(const RsaPublicNumbers& numbers) {
  DerWriter der(numbers.n.size() + numbers.e.size() + framingBytes);
  const std::size_t end = der.at();
  der.number(numbers.e);
  der.number(numbers.n);
  der.header(sequenceTag, end);
  der.bytes(noUnusedBits);
  der.header(bitStringTag, end);
  der.algorithm();
  der.header(sequenceTag, end);
  return bytes_of(der.written());
}

WipedBuffer write_rsa_private(const RsaPrivateNumbers& numbers) {
  // Last first.
  const std::array fields{numbers.qinv, numbers.dq, numbers.dp, numbers.q, numbers.p, numbers.d, numbers.e, numbers.n};
  std::size_t room = framingBytes;
  for (const View field : fields) room += field.size();
  DerWriter der(room);
  const std::size_t end = der.at();
  for (const View field : fields) der.number(field);
  der.bytes(versionZero);
  der.header(sequenceTag, end);
  der.header(octetStringTag, end);
  der.algorithm();
  der.bytes(versionZero);
  der.header(sequenceTag, end);
  return WipedBuffer::copy_of(der.written());
}

}  // namespace keycell::crypto
