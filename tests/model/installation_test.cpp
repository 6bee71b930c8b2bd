// What installing the cell puts on its hosts.

#include "model/installation.h"

#include <gtest/gtest.h>

#include "tests/crypto/counter_rng.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::model {
namespace {

using crypto::testing::CounterRng;
using crypto::testing::RecordingWitness;

class InstallationTest : public ::testing::Test {
 protected:
  Bytes credential(std::string_view a, std::string_view b) { return look(cell.channel_credential(a, b, witness)); }
  Bytes password(std::string_view client) { return look(cell.network_password(client, witness)); }
  Bytes root(std::string_view kms) { return look(cell.kms_root(kms, witness)); }

  static Bytes look(const crypto::SecretBytes& secret) {
    return bytes_of(secret.bytes(crypto::SecretAccess::because("a test compares")));
  }

  CounterRng installer{"installation"};
  Installation cell{installer};
  RecordingWitness witness;
};

TEST_F(InstallationTest, ACredentialIsTheSameForBothOrders) {
  EXPECT_EQ(credential("fs1", "ma1"), credential("ma1", "fs1"));
}

TEST_F(InstallationTest, EachPairHasItsCredential) {
  EXPECT_NE(credential("fs1", "ma1"), credential("fs2", "ma1"));
  EXPECT_NE(credential("fs1", "ma1"), credential("fs1", "ma2"));
}

// Names are joined with a separator: fs1 + 2 is not fs + 12.
TEST_F(InstallationTest, NamesThatReadTheSameInARowAreDifferentPairs) {
  EXPECT_NE(credential("ab", "c"), credential("a", "bc"));
}

TEST_F(InstallationTest, EachClientHasItsPassword) {
  EXPECT_EQ(password("fs1"), password("fs1"));
  EXPECT_NE(password("fs1"), password("fs2"));
}

TEST_F(InstallationTest, EachKmsHasItsRoot) {
  EXPECT_EQ(root("kms1"), root("kms1"));
  EXPECT_NE(root("kms1"), root("kms2"));
}

TEST_F(InstallationTest, OneNameInTwoRolesHasTwoSecrets) {
  EXPECT_NE(password("host"), root("host"));
  EXPECT_NE(password("host"), credential("host", ""));
}

TEST_F(InstallationTest, AnotherInstallationHasOtherSecrets) {
  CounterRng other_installer("another installation");
  const Installation other(other_installer);
  EXPECT_NE(password("fs1"), look(other.network_password("fs1", witness)));
}

TEST_F(InstallationTest, TheWitnessHearsWhatIsHandedOutAndItsEnd) {
  password("fs1");
  EXPECT_EQ(witness.heard(),
            (std::vector<std::string>{"held network-password#1 installed", "wiped network-password#1"}));
}

}  // namespace
}  // namespace keycell::model
