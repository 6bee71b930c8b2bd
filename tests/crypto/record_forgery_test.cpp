// The documented weakness of CBC records with a CRC32, exactly: what somebody without the key gets past it, for each
// place of the CRC, and beside each forgery the twin that is refused.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/record_cipher.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/records.h"

namespace keycell::crypto {
namespace {

using testing::big_endian;
using testing::crc32_of;
using testing::crc32_shift;
using testing::crcSizeBytes;
using testing::flipped;
using testing::patch;
using testing::Records;

class Forgery : public ::testing::TestWithParam<DataCipher> {
 protected:
  Records in_clear{GetParam(), RecordCrc::clear};
  Records inside{GetParam(), RecordCrc::inside};
  std::size_t block_size = in_clear.block_size();

  /// A flip of the plaintext of `size` bytes whose first bytes are `of_first_block`.
  static Bytes flip_of(const Bytes& of_first_block, std::size_t size) {
    Bytes flip = of_first_block;
    flip.resize(size, 0);
    return flip;
  }

  static Bytes flipped_text(Bytes plain, const Bytes& with) {
    patch(plain, 0, with);
    return plain;
  }
};

INSTANTIATE_TEST_SUITE_P(All, Forgery, ::testing::ValuesIn(allDataCiphers), [](const auto& parameters) {
  return std::string(parameters.param.name) + std::to_string(parameters.param.key_bits);
});

// In clear: any chosen bits of the first block. The IV is XORed into it, so a flip there is a flip of the plaintext and
// of nothing else; and by how much the CRC moves depends on the flip and the size only.
TEST_P(Forgery, CrcInClearLetsAnyFlipOfTheFirstBlockThrough) {
  for (const std::size_t size : {std::size_t{16}, std::size_t{100}, CbcRecords::maxPlainBytes}) {
    const Bytes plain(size, 'p');
    const Bytes record = in_clear.sealed(plain);
    for (std::size_t bit = 0; bit < block_size * 8; ++bit) {
      Bytes forged = flipped(record, bit);
      EXPECT_THROW(in_clear.opened(forged), Refused);  // the twin: the flip alone is found

      const Bytes flip = flipped(Bytes(size, 0), bit);
      patch(forged, forged.size() - crcSizeBytes, big_endian(crc32_shift(flip)));
      EXPECT_EQ(in_clear.opened(forged), flipped_text(plain, flip));
    }
  }
}

// Inside: still any chosen bits of the first block but its last four bytes, which are the price. CRC32 is linear and
// four bytes can bring it back from wherever a flip took it; its register after the flip is what they must be.
TEST_P(Forgery, CrcInsideLetsAnyFlipThroughWhoseLastFourBytesAreGivenUp) {
  for (const std::size_t size : {std::size_t{16}, std::size_t{100}, CbcRecords::maxPlainBytes}) {
    const Bytes plain(size, 'p');
    const Bytes record = inside.sealed(plain);
    const std::size_t chosen_size = block_size - crcSizeBytes;
    for (std::size_t bit = 0; bit < chosen_size * 8; ++bit) {
      const Bytes chosen = flipped(Bytes(chosen_size, 0), bit);
      Bytes forged = record;
      patch(forged, 0, chosen);
      EXPECT_THROW(inside.opened(forged), Refused);  // the twin: the flip alone is found

      const Bytes price = testing::little_endian(crc32_shift(chosen));
      patch(forged, chosen_size, price);
      Bytes flip = chosen;
      append(flip, price);
      EXPECT_EQ(inside.opened(forged), flipped_text(plain, flip));
    }
  }
}

// ... and nothing else of the first block: what moves the CRC is refused, what does not is not. One change in 2^32.
TEST_P(Forgery, CrcInsideOfALongRecordLetsExactlyTheFlipsThroughThatKeepTheCrc) {
  EXPECT_TRUE(rc::check([this] {
    const std::size_t size = *rc::gen::inRange<std::size_t>(16, 200);
    const auto flip = *rc::gen::container<Bytes>(block_size, rc::gen::arbitrary<std::uint8_t>());
    const Bytes plain(size, 'p');
    Bytes forged = inside.sealed(plain);
    patch(forged, 0, flip);
    const Bytes of_text = flip_of(flip, size);
    if (crc32_shift(of_text) == 0) {
      RC_ASSERT(inside.opened(forged) == flipped_text(plain, of_text));
    } else {
      RC_ASSERT_THROWS_AS(inside.opened(forged), Refused);
    }
  }));
}

// Inside a short record the CRC is in the first block with the text, so it is flipped along and nothing is given up.
TEST_P(Forgery, CrcInsideOfAShortRecordLetsAnyFlipThrough) {
  for (std::size_t size = 1; size + crcSizeBytes <= block_size; ++size) {
    const Bytes plain(size, 'p');
    for (std::size_t bit = 0; bit < size * 8; ++bit) {
      Bytes forged = flipped(inside.sealed(plain), bit);
      EXPECT_THROW(inside.opened(forged), Refused);  // the twin: the flip alone is found

      const Bytes flip = flipped(Bytes(size, 0), bit);
      patch(forged, size, big_endian(crc32_shift(flip)));
      EXPECT_EQ(inside.opened(forged), flipped_text(plain, flip));
    }
  }
}

/// Text that, from a block on, is all that a record of `message` has inside its ciphertext.
Bytes embedding(const Bytes& message, bool with_crc, std::size_t block_size) {
  Bytes text = message;
  if (with_crc) append(text, big_endian(crc32_of(message)));
  const std::size_t padding = block_size - text.size() % block_size;
  text.insert(text.end(), padding, static_cast<std::uint8_t>(padding));  // PKCS#7
  return text;
}

// Whoever has a say in what is backed up (a mail, an upload) gets any whole record of their choice under a key that
// they do not have: a run of blocks out of the middle, with the block before it as IV. The place of the CRC makes no
// difference.
TEST_P(Forgery, AChosenTextContainsWholeRecords) {
  const Bytes message = bytes_of(view_of("pay 1000 to the bearer of this tape"));
  for (const bool crc_is_inside : {false, true}) {
    const Records& records = crc_is_inside ? inside : in_clear;
    const Bytes embedded = embedding(message, crc_is_inside, block_size);
    Bytes text(3 * block_size, 'x');
    append(text, embedded);
    text.insert(text.end(), 500, 'y');

    const Bytes record = records.sealed(text);
    const auto cut = [&](std::size_t first_block) {
      Bytes forged = bytes_of(View(record).subspan(first_block * block_size, block_size + embedded.size()));
      if (!crc_is_inside) append(forged, big_endian(crc32_of(message)));
      return forged;
    };
    EXPECT_EQ(records.opened(cut(3)), message);
    EXPECT_THROW(records.opened(cut(2)), Refused);  // the twin: a block earlier is no record
    EXPECT_THROW(records.opened(cut(4)), Refused);
  }
}

}  // namespace
}  // namespace keycell::crypto
