// No false report: a gibibyte of random bytes, an eighth of it on database pages, where pads are looked for too,
// against 10,000 secrets and as many wraps. By counting, the chance of any report is below 1 in 1,000
// (docs/reference/boundaries.md).

#include <gtest/gtest.h>

#include <array>
#include <bit>

#include "properties/scanner.h"

namespace keycell::properties {
namespace {

constexpr std::uint32_t secretCount = 10'000;
constexpr std::size_t secretBytes = 32;
constexpr std::size_t wrapBytes = 44;
constexpr std::size_t pageBytes = 64 * 1024;
constexpr std::size_t pageCount = 16 * 1024;

/// xoshiro256**: a stream as good as any for noise, and fast.
class Noise {
 public:
  void fill(Bytes& bytes) {
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
      const std::uint64_t word = next();
      for (std::size_t i = 0; i < sizeof word; ++i) bytes[at + i] = static_cast<std::uint8_t>(word >> (8 * i));
    }
  }

 private:
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  std::array<std::uint64_t, 4> state_{0x243f6a8885a308d3U, 0x13198a2e03707344U, 0xa4093822299f31d0U,
                                      0x082efa98ec4e6c89U};
};

TEST(ScanNoise, AGibibyteOfRandomBytesShowsNoneOfTenThousandSecrets) {
  Noise noise;
  Scanner scanner;
  std::uint64_t ordinal = 0;
  const auto tell = [&](const model::EventBody& body) -> const std::vector<Find>& {
    return scanner.finds({ordinal++, model::Nanos(0), "noise", body});
  };
  Bytes secret(secretBytes);
  Bytes wrap(wrapBytes + 4);
  for (std::uint32_t i = 1; i <= secretCount; ++i) {
    noise.fill(secret);
    noise.fill(wrap);
    tell(model::SecretHeld{{i}, crypto::KeyClass::dataKey, crypto::Arrival::generated, {secret}});
    tell(model::KeyWrapped{{i}, {}, crypto::WrapForm::aesKeyWrapCrc32, View(wrap).first(wrapBytes)});
  }
  Bytes page(pageBytes);
  std::size_t finds = 0;
  for (std::size_t i = 0; i < pageCount; ++i) {
    noise.fill(page);
    const auto place = i % 8 == 0 ? model::Place::csdbPage : model::Place::logLine;
    finds += tell(model::Crossing{place, "commserve", "noise", "block", page, {}}).size();
  }
  EXPECT_EQ(finds, 0U);
  EXPECT_EQ(scanner.looked_at(model::Place::csdbPage).bytes, std::uint64_t{1} << 27);
  EXPECT_EQ(scanner.looked_at(model::Place::logLine).bytes, (std::uint64_t{1} << 30) - (std::uint64_t{1} << 27));

  // The twin: one secret among all that noise is seen.
  std::copy(secret.begin(), secret.end(), page.begin() + 4321);
  EXPECT_EQ(tell(model::Crossing{model::Place::csdbPage, "commserve", "noise", "block", page, {}}).size(), 1U);
}

}  // namespace
}  // namespace keycell::properties
