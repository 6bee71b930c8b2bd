#include "properties/checks/custody.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using crypto::Arrival;
using crypto::KeyClass;
using crypto::SecretId;
using model::Crossing;
using model::Place;
using testing::HasSubstr;

constexpr SecretId password{1}, dek{2}, kek{3}, master{4}, other{5};

/// Keys come and go by hand.
class Cell {
 public:
  explicit Cell(const scenarios::Scenario& scenario = test::small_scenario()) : property_(scenario) {}

  void hold(SecretId id, KeyClass key_class, std::string_view host, Arrival how = Arrival::unwrapped) {
    const Bytes key = test::test_key(static_cast<std::uint8_t>(20 * id.ordinal));
    feeder_.feed(model::SecretHeld{id, key_class, how, {key}}, host);
  }
  void wipe(SecretId id, std::string_view host, bool power_cut = false) {
    feeder_.feed(model::SecretWiped{id, power_cut}, host);
  }
  void pass(model::Nanos time) { feeder_.pass(time); }
  void seal_chunk(std::string_view host, SecretId key = dek) {
    feeder_.feed(model::DataSealed{key, Bytes(16, 1), Bytes(32, 1)}, host);
  }
  void open_chunk(std::string_view host, SecretId key = dek) {
    feeder_.feed(model::DataOpened{key, Bytes(16, 1), Bytes(32, 1)}, host);
  }
  void disclose(SecretId key) { feeder_.feed(model::SecretDisclosed{key, crypto::Disclosure::kekToBeWrappedByKms}); }
  void kms_answers(model::Nanos latency) { feeder_.feed(model::KmsRequest{"kms1", "wrap", "unavailable", latency}); }
  void down(std::string_view host) { feeder_.feed(model::HostDown{"power cut"}, host); }
  void up(std::string_view host) { feeder_.feed(model::HostUp{2}, host); }
  void end() { feeder_.feed(model::WorkloadEnded{true}, "console"); }

  /// The CommServe sends a data key to a client for work of so many chunks, and the client opens it.
  void ask(const std::string& client, std::uint32_t chunks, SecretId key = dek) {
    const std::string delivered = deliver(key);
    protocol::Request request;
    auto& body = *request.mutable_run_backup();
    body.set_archive_file(next_file_++);
    body.set_stored_bytes(chunks * 10);
    body.set_chunk_bytes(10);
    body.set_delivered_key(delivered);
    say("commserve", client, "run_backup", request);
    hold(key, KeyClass::dataKey, client);
    feeder_.feed(model::KeyUnwrapped{key, password, crypto::WrapForm::aesKeyWrap, view_of(delivered)}, client);
  }
  /// The CommServe has a MediaAgent encrypt an archive file again; when the request arrives, it opens both keys.
  void ask_aux_copy(std::uint32_t chunks, std::uint32_t first_chunk = 0, bool arrives = true) {
    const std::array keys{dek, other};
    const std::array delivered{deliver(dek), deliver(other)};
    protocol::Request request;
    auto& body = *request.mutable_run_aux_copy();
    body.set_archive_file(next_file_++);
    body.set_stored_bytes(chunks * 10);
    body.set_chunk_bytes(10);
    body.set_first_chunk(first_chunk);
    body.set_source_key(delivered[0]);
    body.set_target_key(delivered[1]);
    say("commserve", "ma1", "run_aux_copy", request);
    for (std::size_t i = 0; arrives && i < keys.size(); ++i) {
      hold(keys[i], KeyClass::dataKey, "ma1");
      feeder_.feed(model::KeyUnwrapped{keys[i], password, crypto::WrapForm::aesKeyWrap, view_of(delivered[i])}, "ma1");
    }
  }
  /// The same for an archive file that is there, under this key.
  void copy_again(std::uint64_t archive_file, SecretId key) {
    protocol::Request request;
    auto& body = *request.mutable_run_aux_copy();
    body.set_archive_file(archive_file);
    body.set_stored_bytes(10);
    body.set_chunk_bytes(10);
    body.set_source_key(deliver(key));
    body.set_target_key("unknown");
    say("commserve", "ma1", "run_aux_copy", request);
  }
  /// One that is sent while the MediaAgent is down, which then comes back, gets another one and does a chunk of five.
  void lose_an_aux_copy_before_another() {
    down("ma1");
    ask_aux_copy(1, 0, /*arrives=*/false);
    up("ma1");
    ask_aux_copy(5);
    encrypt_again();
  }
  void encrypt_again() {
    open_chunk("ma1", dek);
    seal_chunk("ma1", other);
  }
  void wipe_both(bool power_cut = false) {
    wipe(dek, "ma1", power_cut);
    wipe(other, "ma1", power_cut);
  }
  void reply(std::string_view from, std::string_view what) { say(from, "commserve", what, protocol::Reply{}); }
  template <class Message>
  void say(std::string_view from, std::string_view to, std::string_view what, const Message& message) {
    const Bytes payload = test::payload_of(message);
    feeder_.feed(Crossing{Place::payload, from, to, what, payload, {}}, from);
  }

  Judgement verdict() const { return test::judgement(property_); }

 private:
  std::string deliver(SecretId key) {
    hold(password, KeyClass::networkPassword, "commserve", Arrival::installed);
    hold(key, KeyClass::dataKey, "commserve");
    const std::string delivered = "delivery " + std::to_string(next_delivery_++) + " in forty bytes or so";
    feeder_.feed(model::KeyWrapped{key, password, crypto::WrapForm::aesKeyWrap, view_of(delivered)});
    wipe(key, "commserve");
    wipe(password, "commserve");
    return delivered;
  }

  Custody property_;
  test::Feeder feeder_{property_};
  std::uint64_t next_file_ = 1;
  int next_delivery_ = 1;
};

// --- keys on a MediaAgent
// ---------------------------------------------------------------------------------------------

scenarios::Scenario re_encrypting() {
  auto scenario = test::small_scenario();
  scenario.copies = {{.policy = "Gold", .name = "Secondary", .encryption = scenarios::CopyEncryption::reEncrypt}};
  return scenario;
}

TEST(CustodyOfAMediaAgent, MayHoldBothKeysOfAnAuxCopyWhileItHasChunks) {
  Cell cell(re_encrypting());
  cell.ask_aux_copy(3, 1);
  for (int chunk = 1; chunk < 3; ++chunk) {
    cell.pass(10min);
    cell.encrypt_again();
  }
  cell.wipe_both();
  cell.reply("ma1", "run_aux_copy reply");
  cell.end();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(CustodyOfAMediaAgent, KeepsNoneWhenItHasAnswered) {
  Cell cell(re_encrypting());
  cell.ask_aux_copy(5);
  cell.encrypt_again();
  cell.reply("ma1", "run_aux_copy reply");
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("still holds 2 keys of what it has answered"));
}

TEST(CustodyOfAMediaAgent, KeepsNoneAfterTheLastChunkThatIsLeft) {
  Cell cell(re_encrypting());
  cell.ask_aux_copy(3, 2);  // only the third is to be copied
  cell.encrypt_again();
  cell.pass(5s);
  cell.wipe_both();
  EXPECT_EQ(cell.verdict().violations, 2U);
}

TEST(CustodyOfAMediaAgent, ARequestThatWasLostExcusesNothing) {
  Cell cell(re_encrypting());
  cell.lose_an_aux_copy_before_another();
  cell.reply("ma1", "run_aux_copy reply");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyOfAMediaAgent, ARequestThatWasLostBlamesNobody) {
  Cell cell(re_encrypting());
  cell.lose_an_aux_copy_before_another();
  cell.pass(1min);  // then it is suspended: four chunks were to come
  cell.wipe_both();
  cell.reply("ma1", "run_aux_copy reply");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held) << cell.verdict().evidence.at(0);
}

TEST(CustodyOfAMediaAgent, APowerCutEndsWhatItWasWorkingAt) {
  Cell cell(re_encrypting());
  cell.ask_aux_copy(5);
  cell.down("ma1");
  cell.wipe_both(/*power_cut=*/true);
  cell.up("ma1");
  cell.ask_aux_copy(1);
  cell.encrypt_again();
  cell.reply("ma1", "run_aux_copy reply");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyOfAMediaAgent, SeesAKeyThatIsGivenOutForTwoClients) {
  Cell cell(re_encrypting());
  cell.ask("fs1", 1);  // archive file 1, of fs1
  cell.ask("fs2", 1, other);
  EXPECT_EQ(cell.verdict().violations, 0U);
  cell.copy_again(1, other);
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("data-key #5, which is of fs2, is given out for data of fs1"));
}

TEST(CustodyOfAKms, ARequestThatWasLostExcusesNothing) {
  Cell cell;
  cell.down("kms1");
  cell.say("commserve", "kms1", "kms_wrap", protocol::Request{});
  cell.up("kms1");
  cell.say("commserve", "kms1", "kms_wrap", protocol::Request{});
  cell.hold(kek, KeyClass::kek, "kms1");
  cell.say("kms1", "commserve", "kms_wrap reply", protocol::Reply{});
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyOfACache, MayServeForTheTimeOfTheReadingFromWhenTheKeyCame) {
  for (const auto& [until, verdict] : {std::pair{1, Verdict::held}, {3, Verdict::violated}}) {
    auto scenario = test::small_scenario();
    scenario.readings.kms_cache = 10min;
    Cell cell(scenario);
    cell.hold(master, KeyClass::masterKey, "commserve");
    cell.hold(master, KeyClass::masterKey, "commserve", Arrival::remembered);
    cell.wipe(master, "commserve");
    for (int copy = 0; copy < until; ++copy) {  // a cache that counts from the last use would go on for ever
      cell.pass(9min);
      cell.hold(master, KeyClass::masterKey, "commserve", Arrival::remembered);
      cell.wipe(master, "commserve");
    }
    EXPECT_EQ(cell.verdict().verdict, verdict);
  }
}

// --- after the last use ----------------------------------------------------------------------------------------------

TEST(Custody, AClientMayHoldItsDataKeyWhileItsJobHasMoreChunks) {
  Cell cell;
  cell.ask("fs1", 3);
  for (int chunk = 0; chunk < 3; ++chunk) {
    cell.pass(10min);
    cell.seal_chunk("fs1");
  }
  cell.wipe(dek, "fs1");
  cell.reply("fs1", "run_backup reply");
  cell.end();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

// What KeyCell's own client once did: it kept the key while the last chunk travelled and the index was written.
TEST(Custody, AndNoLongerThanThat) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.pass(5min);
  cell.wipe(dek, "fs1");
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("fs1 wiped data-key #2 300000 ms after its last use"));
}

TEST(Custody, AJobThatIsBrokenOffHadAUseForItsKey) {
  Cell cell;
  cell.ask("fs1", 3);
  cell.seal_chunk("fs1");
  cell.pass(10min);  // the second chunk never arrives
  cell.wipe(dek, "fs1");
  cell.reply("fs1", "run_backup reply");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(Custody, SeesAKekThatIsHeldAfterItsLastUse) {
  for (const auto& [held, verdict] : {std::pair{model::Nanos(900ms), Verdict::held}, {1100ms, Verdict::violated}}) {
    Cell cell;
    cell.hold(kek, KeyClass::kek, "commserve");
    cell.pass(held);
    cell.wipe(kek, "commserve");
    EXPECT_EQ(cell.verdict().verdict, verdict);
  }
}

TEST(Custody, SeesAKeyThatIsNeverWiped) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(1h);
  cell.end();
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("commserve still holds kek #3"));
}

TEST(Custody, AKeyThatWaitsForTheKmsIsInUseUntilItAnswers) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(30s);  // a KMS that is down
  cell.kms_answers(30s);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(5s);  // forgotten, before somebody else asks
  cell.pass(30s);
  cell.kms_answers(30s);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// Found by a random cell (seed 14532 of 20,000): a rotation waited for a KMS that was down, a backup did not.
TEST(Custody, AKeyThatWaitsForTheKmsMayBeUsedByOthersMeanwhile) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.say("commserve", "kms1", "kms_create", protocol::Request{});
  cell.pass(11s);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.wipe(kek, "commserve");
  cell.pass(19s);
  cell.kms_answers(30s);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.say("commserve", "kms1", "kms_create", protocol::Request{});
  cell.pass(10s);
  cell.kms_answers(10s);
  cell.pass(20s);  // forgotten, after it was answered
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(Custody, ACachedMasterKeyMayStayForTheTimeOfTheReading) {
  auto scenario = test::small_scenario();
  scenario.readings.kms_cache = 10min;
  for (const auto& [held, verdict] : {std::pair{model::Nanos(10min), Verdict::held}, {11min, Verdict::violated}}) {
    Cell cell(scenario);
    cell.hold(master, KeyClass::masterKey, "commserve", Arrival::remembered);
    cell.pass(held);
    cell.wipe(master, "commserve");
    EXPECT_EQ(cell.verdict().verdict, verdict);
  }
}

TEST(Custody, ChannelKeysStayWhileTheHostIsUp) {
  Cell cell;
  cell.hold(kek, KeyClass::channelKey, "fs1", Arrival::derived);
  cell.pass(1000h);
  cell.end();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

// --- on an error path ------------------------------------------------------------------------------------------------

TEST(Custody, SeesADataKeyThatOutlivesTheRequestThatBroughtIt) {
  Cell cell;
  cell.ask("fs1", 3);
  cell.seal_chunk("fs1");
  cell.reply("fs1", "run_backup reply");  // refused, and the key is still there
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("fs1 answers (run_backup reply) and still holds 1 key"));
}

TEST(Custody, TwoJobsOfOneClientMayHoldTwoKeys) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.ask("fs1", 3, SecretId{7});
  cell.seal_chunk("fs1");
  cell.wipe(dek, "fs1");
  cell.reply("fs1", "run_backup reply");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(Custody, SeesAKekThatAKmsKeepsAfterItsAnswer) {
  Cell cell;
  cell.say("commserve", "kms1", "kms_wrap", protocol::Request{});
  cell.hold(kek, KeyClass::kek, "kms1", Arrival::received);
  cell.reply("kms1", "kms_wrap reply");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

// --- on a wrong host -------------------------------------------------------------------------------------------------

TEST(Custody, SeesAKeyOnAHostWhoseRoleMayNotHoldIt) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "ma1");
  cell.hold(dek, KeyClass::dataKey, "ma1");  // nothing is encrypted again in this cell
  cell.hold(master, KeyClass::masterKey, "fs1");
  cell.hold(SecretId{8}, KeyClass::rsaPrivate, "commserve");  // the profile has no RSA pairs
  EXPECT_EQ(cell.verdict().violations, 4U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("a MediaAgent may hold no kek in clear"));
}

TEST(Custody, WhenTheKmsUnwrapsTheCommServeMayHoldNoMasterKey) {
  for (const auto unwrap : {crypto::Unwrap::fetch, crypto::Unwrap::remote}) {
    Cell cell(test::small_scenario(unwrap));
    cell.hold(master, KeyClass::masterKey, "commserve", Arrival::received);
    EXPECT_EQ(cell.verdict().verdict, unwrap == crypto::Unwrap::fetch ? Verdict::held : Verdict::violated);
  }
}

TEST(Custody, SeesTheDataKeyOfAnotherClient) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.hold(dek, KeyClass::dataKey, "fs2");
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("data-key #2, which is of fs1"));
}

TEST(Custody, SeesADataKeyThatIsGivenToTwoClients) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.ask("fs2", 1);
  EXPECT_EQ(cell.verdict().violations, 2U);  // given out, and held
  EXPECT_THAT(cell.verdict().evidence.at(0), HasSubstr("is given out for data of fs2"));
}

// --- power cuts and key-seconds --------------------------------------------------------------------------------------

TEST(Custody, APowerCutWipesNothingAndIsNoFaultOfTheCode) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.pass(5min);
  cell.down("fs1");
  cell.wipe(dek, "fs1", true);
  const auto judgement = cell.verdict();
  EXPECT_EQ(judgement.verdict, Verdict::held);
  const auto seconds = key_seconds(judgement);
  const auto lost = std::ranges::find_if(
      seconds, [](const KeySeconds& k) { return k.where == "clients" && k.key_class == "data-key"; });
  ASSERT_NE(lost, seconds.end());
  EXPECT_EQ(lost->lost_in_power_cuts, 1U);
}

TEST(Custody, KeySecondsAreFromTheFirstHolderToTheLast) {
  Cell cell;
  cell.pass(10s);
  cell.hold(dek, KeyClass::dataKey, "fs1");
  cell.pass(2s);
  cell.hold(dek, KeyClass::dataKey, "fs1");  // a copy
  cell.pass(1s);
  cell.wipe(dek, "fs1");
  cell.pass(2s);
  cell.hold(SecretId{9}, KeyClass::dataKey, "fs2");
  cell.pass(5s);
  cell.wipe(dek, "fs1");
  cell.pass(1s);
  cell.end();
  const auto seconds = key_seconds(cell.verdict());
  ASSERT_EQ(seconds.size(), 1U);
  EXPECT_EQ(seconds[0].where, "clients");
  EXPECT_EQ(seconds[0].times, 2U);
  EXPECT_EQ(seconds[0].key_s, 10 + 6) << "fs2 still holds one at the end";
  EXPECT_EQ(seconds[0].longest_s, 10);
  EXPECT_EQ(seconds[0].longest_unused_s, 8);
  EXPECT_EQ(seconds[0].most_at_once, 2U);
  EXPECT_EQ(seconds[0].held_at_the_end, 1U);
}

// Whatever order copies come and go in: what is held for no time at all costs no key-seconds, and nothing goes below
// zero.
RC_GTEST_PROP(Custody, TimeThatNobodyHoldsAKeyIsNotCounted, (const std::vector<bool>& comes)) {
  Cell cell;
  int holders = 0;
  double held_s = 0;
  for (const bool come : comes) {
    if (come) {
      cell.hold(kek, KeyClass::kek, "commserve");
      ++holders;
    } else if (holders > 0) {
      cell.wipe(kek, "commserve");
      --holders;
    }
    cell.pass(1s);
    if (holders > 0) held_s += 1;
  }
  cell.end();
  double told_s = 0;
  for (const KeySeconds& seconds : key_seconds(cell.verdict())) told_s += seconds.key_s;
  RC_ASSERT(told_s == held_s);
}

}  // namespace
}  // namespace keycell::properties
