// Secrets that leave their host in a documented step.

#include "crypto/disclose.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "tests/crypto/counter_rng.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<Disclosed> && std::is_move_constructible_v<Disclosed>);

class DiscloseTest : public ::testing::Test {
 protected:
  testing::RecordingWitness witness;
  testing::CounterRng keys{"keys"};
  Kek kek = Kek::generate(keySizeBytes, keys, &witness);
  SecretAccess access = SecretAccess::because("a test compares");
};

TEST_F(DiscloseTest, TheReceiverHoldsTheSameSecretAndTheWitnessHeardWhy) {
  const Kek received = receive<Kek>(disclose(kek, Disclosure::kekToBeWrappedByKms), &witness);
  EXPECT_EQ(bytes_of(received.bytes(access)), bytes_of(kek.bytes(access)));
  EXPECT_EQ(witness.holders_of(kek.id()), 2);
  EXPECT_EQ(witness.heard(),
            (std::vector<std::string>{"held kek#1 generated", "disclosed kek#1 to be wrapped", "held kek#1 received"}));
}

TEST_F(DiscloseTest, AnotherClassIsRefused) {
  EXPECT_THROW(receive<MasterKey>(disclose(kek, Disclosure::kekToBeWrappedByKms), &witness), Refused);
  EXPECT_EQ(witness.holders_of(kek.id()), 1);
}

}  // namespace
}  // namespace keycell::crypto
