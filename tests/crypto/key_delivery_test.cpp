// A data key on its way to a client.

#include "crypto/key_delivery.h"

#include <gtest/gtest.h>

#include "tests/crypto/counter_rng.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;

class KeyDeliveryTest : public ::testing::Test {
 protected:
  testing::RecordingWitness witness;
  CounterRng keys{"keys"};
  CounterRng salts{"salts"};
  NetworkPasswordDelivery delivery;
  DataKey dek = DataKey::generate(keySizeBytes, keys, &witness);
  NetworkPassword password = NetworkPassword::generate(24, keys, &witness);
  SecretAccess access = SecretAccess::because("a test compares");
};

TEST_F(KeyDeliveryTest, ArrivesUnderTheSamePassword) {
  const DeliveredKey delivered = delivery.seal(dek, password, salts);
  EXPECT_EQ(delivered.bytes.size(), NetworkPasswordDelivery::saltSizeBytes + keySizeBytes + 8);
  EXPECT_EQ(bytes_of(delivery.open(delivered, password).bytes(access)), bytes_of(dek.bytes(access)));
}

TEST_F(KeyDeliveryTest, AnotherPasswordIsRefused) {
  const NetworkPassword other = NetworkPassword::generate(24, keys, &witness);
  EXPECT_THROW(delivery.open(delivery.seal(dek, password, salts), other), Refused);
}

TEST_F(KeyDeliveryTest, EveryDamageIsRefused) {
  for (const Bytes& damaged : testing::every_damage(delivery.seal(dek, password, salts).bytes)) {
    EXPECT_THROW(delivery.open(DeliveredKey{damaged}, password), Refused);
  }
}

// A fresh salt a delivery: two deliveries of one key cannot be told from deliveries of two.
TEST_F(KeyDeliveryTest, TwoDeliveriesOfOneKeyLookDifferent) {
  EXPECT_NE(delivery.seal(dek, password, salts), delivery.seal(dek, password, salts));
}

TEST_F(KeyDeliveryTest, TheWitnessHearsBothWays) {
  witness.forget_what_was_heard();
  const DeliveredKey delivered = delivery.seal(dek, password, salts);
  EXPECT_EQ(witness.last_bytes(), delivered.bytes);
  const DataKey arrived = delivery.open(delivered, password);
  EXPECT_EQ(arrived.witness(), &witness);
  EXPECT_EQ(witness.heard(),
            (std::vector<std::string>{"wrapped data-key#1 under network-password#2 (bare)", "held data-key#1 unwrapped",
                                      "unwrapped data-key#1 with network-password#2 (bare)"}));
}

}  // namespace
}  // namespace keycell::crypto
