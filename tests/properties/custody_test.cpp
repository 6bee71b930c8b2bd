#include "properties/checks/custody.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

#include "model/key_costs.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using crypto::Arrival;
using crypto::KeyClass;
using crypto::SecretId;
using model::CallId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr SecretId password{1}, dek{2}, kek{3}, master{4}, other{5};

/// Keys come and go by hand.
class Cell {
 public:
  explicit Cell(const scenarios::Scenario& scenario = test::small_scenario()) : property_(scenario) {}

  void hold(SecretId id, KeyClass key_class, std::string_view host, Arrival how = Arrival::unwrapped) {
    const Bytes key = test::test_key(static_cast<std::uint8_t>(20 * id.ordinal));
    feeder_.feed(model::SecretHeld{id, key_class, how, {key}, use_}, host);
  }
  /// For what keys are held and wiped from now on.
  void use_for(model::KeyUse use) { use_ = use; }
  /// A key is opened with another one, in this time, which is owed where it is short.
  void unwrap_with(std::string_view host, SecretId by, SecretId what, model::Nanos cost, crypto::WrapForm form) {
    const bool alone = cost >= model::leastChargedAlone;
    feeder_.feed(model::KeyWork{form == crypto::WrapForm::rsaOaep ? crypto::KeyOperation::rsaPrivate
                                                                  : crypto::KeyOperation::aesUnwrap,
                                by, cost, alone, use_},
                 host);
    if (alone) pass(cost);
    hold(what, KeyClass::dataKey, host);
    feeder_.feed(model::KeyUnwrapped{what, by, form, Bytes(40, 1), alone ? 0ns : cost}, host);
  }
  /// A data key is wrapped under the public half of an RSA key, which takes no time here.
  void wrap_for(std::string_view host, SecretId private_half, SecretId what) {
    feeder_.feed(model::KeyWrapped{what, private_half, crypto::WrapForm::rsaOaep, Bytes(40, 1)}, host);
  }
  void wipe(SecretId id, std::string_view host, bool power_cut = false) {
    feeder_.feed(model::SecretWiped{id, power_cut, use_}, host);
  }
  void pass(model::Nanos time) { feeder_.pass(time); }
  void seal_chunk(std::string_view host, SecretId key = dek) {
    feeder_.feed(model::DataSealed{key, Bytes(16, 1), Bytes(32, 1)}, host);
  }
  void open_chunk(std::string_view host, SecretId key = dek) {
    feeder_.feed(model::DataOpened{key, Bytes(16, 1), Bytes(32, 1)}, host);
  }
  /// A chunk under this key begins to leave.
  CallId send_chunk(std::string_view host, SecretId key = dek, SecretId source_key = {}) {
    const CallId call = next_call();
    feeder_.feed(model::ChunkSent{1, 1, 0, key, 0, call, source_key}, host);
    return call;
  }
  /// Its last byte has left.
  void have_left(std::string_view host, CallId call) {
    feeder_.feed(
        model::DataMoved{host, model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 9, 9, 1s, call}, host);
  }
  /// Nobody was there to take it.
  void not_leave(std::string_view host, CallId call) {
    feeder_.feed(
        model::DataMoved{host, model::DataEnd::clientRead, "ma1", model::DataEnd::libraryWrite, 9, 0, 30s, call}, host);
  }
  void disclose(SecretId key) { feeder_.feed(model::SecretDisclosed{key, crypto::Disclosure::kekToBeWrappedByKms}); }
  /// The CommServe asks a KMS, and gets its answer, or gives it up.
  CallId ask_kms(CallId again = {}) {
    const CallId call = next_call();
    feeder_.feed(model::KmsAsked{call, "kms1", "wrap", again});
    return call;
  }
  void kms_turns_away(CallId call) {
    feeder_.feed(model::KmsRequest{"kms1", "wrap", model::KmsOutcome::turnedAway, 0s, call, {}, true});
  }
  void kms_answers(CallId call) {
    feeder_.feed(model::KmsRequest{"kms1", "wrap", model::KmsOutcome::unavailable, 30s, call});
  }
  void stop(std::string_view host, model::StandsStill::What what = model::StandsStill::What::host,
            std::uint32_t number = 1) {
    feeder_.feed(model::StandsStill{number, what, model::StandsStill::Now::stops}, host);
  }
  void go_on(std::string_view host, std::uint32_t number = 1) {
    feeder_.feed(model::StandsStill{number, model::StandsStill::What::host, model::StandsStill::Now::goesOn}, host);
  }
  void down(std::string_view host) { feeder_.feed(model::HostDown{"power cut"}, host); }
  void up(std::string_view host) { feeder_.feed(model::HostUp{2}, host); }
  void end() { feeder_.feed(model::WorkloadEnded{true}, "console"); }

  /// A request that is to bring keys arrives at a host, and says how many where these are not one.
  CallId begin(std::string_view host, std::uint32_t keys_to_come = 0) {
    const CallId call = next_call();
    feeder_.feed(model::WorkBegan{.call = call, .keys_to_come = keys_to_come}, host);
    return call;
  }
  /// Its work is over, whatever came of it.
  void end(std::string_view host, CallId call) { feeder_.feed(model::WorkEnded{call}, host); }
  /// The CommServe sends a data key to a client for work of so many chunks, and the client opens it.
  CallId ask(const std::string& client, std::uint32_t chunks, SecretId key = dek) {
    const Bytes delivered = deliver(key);
    const CallId call = begin(client);
    open_key(client, key, delivered);
    tell_of(client, {.call = call, .key = key, .archive_file = next_file_++, .chunks = chunks, .client = client});
    return call;
  }
  /// The CommServe has a MediaAgent encrypt an archive file again, which opens both keys.
  CallId ask_aux_copy(std::uint32_t chunks, std::uint32_t first_chunk = 0) {
    const std::array keys{dek, other};
    const std::array delivered{deliver(dek), deliver(other)};
    const CallId call = begin("ma1");
    for (std::size_t i = 0; i < keys.size(); ++i) open_key("ma1", keys[i], delivered[i]);
    for (const SecretId key : keys)
      tell_of("ma1", {.call = call, .key = key, .archive_file = next_file_, .chunks = chunks - first_chunk});
    ++next_file_;
    return call;
  }
  /// The same for an archive file that is there, under this key.
  void copy_again(std::uint64_t archive_file, SecretId key) {
    const Bytes delivered = deliver(key);
    const CallId call = begin("ma1");
    open_key("ma1", key, delivered);
    tell_of("ma1", {.call = call, .key = key, .archive_file = archive_file, .chunks = 1});
  }
  /// One in which the MediaAgent loses power before it opens a key; then it comes back, gets another one and does a
  /// chunk of five.
  CallId lose_an_aux_copy_before_another() {
    begin("ma1");
    down("ma1");
    up("ma1");
    const CallId call = ask_aux_copy(5);
    encrypt_again();
    return call;
  }
  void encrypt_again() {
    open_chunk("ma1", dek);
    seal_chunk("ma1", other);
  }
  void wipe_both(bool power_cut = false) {
    wipe(dek, "ma1", power_cut);
    wipe(other, "ma1", power_cut);
  }

  Judgement verdict() const { return test::judgement(property_); }
  nlohmann::json details() const { return nlohmann::json::parse(verdict().details); }

 private:
  CallId next_call() { return model::nth_call_of(1, next_call_++); }
  Bytes deliver(SecretId key) {
    hold(password, KeyClass::networkPassword, "commserve", Arrival::installed);
    hold(key, KeyClass::dataKey, "commserve");
    Bytes delivered(40, static_cast<std::uint8_t>(next_call_));
    feeder_.feed(model::KeyWrapped{key, password, crypto::WrapForm::aesKeyWrap, delivered});
    wipe(key, "commserve");
    wipe(password, "commserve");
    return delivered;
  }
  void open_key(std::string_view host, SecretId key, View delivered) {
    hold(key, KeyClass::dataKey, host);
    feeder_.feed(model::KeyUnwrapped{key, password, crypto::WrapForm::aesKeyWrap, delivered}, host);
  }
  void tell_of(std::string_view host, const model::WorkBegan& work) { feeder_.feed(work, host); }

  Custody property_;
  test::Feeder feeder_{property_};
  std::uint64_t next_file_ = 1;
  std::uint64_t next_call_ = 1;
  model::KeyUse use_ = model::KeyUse::none;
};

/// What it saw, in words.
std::vector<std::string> evidence_of(const Judgement& judgement) {
  std::vector<std::string> texts;
  for (const Evidence& evidence : judgement.evidence) texts.push_back(evidence.text());
  return texts;
}

// --- keys on a MediaAgent --------------------------------------------------------------------------------------------

scenarios::Scenario re_encrypting() {
  auto scenario = test::small_scenario();
  scenario.copies = {{.policy = "Gold", .name = "Secondary", .encryption = scenarios::CopyEncryption::reEncrypt}};
  return scenario;
}

// --- what stands still -----------------------------------------------------------------------------------------------

TEST(CustodyWhileAHostStandsStill, AKeyInUseIsNoViolationAndIsListed) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.stop("commserve");
  cell.pass(10min);
  cell.go_on("commserve");
  cell.wipe(kek, "commserve");
  cell.end();
  EXPECT_THAT(evidence_of(cell.verdict()), IsEmpty());
  EXPECT_EQ(cell.details().at("stood_still"), nlohmann::json::parse(R"([
      {"host": "commserve", "where": "CommServe", "class": "kek", "times": 1, "longest_s": 600.0}])"));
}

TEST(CustodyWhileAHostStandsStill, AKeyThatWasPastItsLastUseBeforeIsOne) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(2s);  // a second is allowed
  cell.stop("commserve");
  cell.pass(10min);
  cell.go_on("commserve");
  cell.wipe(kek, "commserve");
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("wiped kek")));
  EXPECT_THAT(cell.details().at("stood_still"), IsEmpty());
}

TEST(CustodyWhileAHostStandsStill, AKeyThatIsKeptAfterwardsIsOne) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(500ms);
  cell.stop("commserve");
  cell.pass(10min);
  cell.go_on("commserve");
  cell.pass(600ms);  // with what was before, more than a second
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyWhileAHostStandsStill, KeysOfOtherHostsAreNotExcused) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.stop("ma1");
  cell.pass(10min);
  cell.go_on("ma1");
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyWhileAHostStandsStill, OneThatStillDoesAtTheEndHasWipedNothing) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.stop("commserve");
  cell.pass(10min);
  cell.end();
  EXPECT_THAT(evidence_of(cell.verdict()), IsEmpty());
}

// Others of the host go on: only what the actor has just used waits with it.
TEST(CustodyWhileAHostStandsStill, AnActorKeepsWhatItHasInHand) {
  for (const bool is_in_hand : {true, false}) {
    Cell cell;
    cell.hold(kek, KeyClass::kek, "commserve");
    if (!is_in_hand) cell.pass(1ms);
    cell.stop("commserve", model::StandsStill::What::actor);
    cell.pass(10min);
    cell.go_on("commserve");
    cell.wipe(kek, "commserve");
    EXPECT_EQ(cell.verdict().violations, is_in_hand ? 0U : 1U);
  }
}

TEST(CustodyOfAMediaAgent, MayHoldBothKeysOfAnAuxCopyWhileItHasChunks) {
  Cell cell(re_encrypting());
  const CallId call = cell.ask_aux_copy(3, 1);
  for (int chunk = 1; chunk < 3; ++chunk) {
    cell.pass(10min);
    cell.encrypt_again();
  }
  cell.wipe_both();
  cell.end("ma1", call);
  cell.end();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(CustodyOfAMediaAgent, KeepsNoneWhenItsWorkIsOver) {
  Cell cell(re_encrypting());
  const CallId call = cell.ask_aux_copy(5);
  cell.encrypt_again();
  cell.end("ma1", call);
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("ma1 has done its work and still holds 2 keys of it"));
  EXPECT_EQ(cell.verdict().evidence.at(0).call, call);
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
  const CallId call = cell.lose_an_aux_copy_before_another();
  cell.end("ma1", call);
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyOfAMediaAgent, ARequestThatWasLostBlamesNobody) {
  Cell cell(re_encrypting());
  const CallId call = cell.lose_an_aux_copy_before_another();
  cell.pass(1min);  // then it is suspended: four chunks were to come
  cell.wipe_both();
  cell.end("ma1", call);
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  EXPECT_THAT(evidence_of(cell.verdict()), IsEmpty());
}

TEST(CustodyOfAMediaAgent, APowerCutEndsWhatItWasWorkingAt) {
  Cell cell(re_encrypting());
  cell.ask_aux_copy(5);
  cell.down("ma1");
  cell.wipe_both(/*power_cut=*/true);
  cell.up("ma1");
  const CallId call = cell.ask_aux_copy(1);
  cell.encrypt_again();
  cell.end("ma1", call);
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(CustodyOfAMediaAgent, SeesAKeyThatIsGivenOutForTwoClients) {
  Cell cell(re_encrypting());
  cell.ask("fs1", 1);  // archive file 1, of fs1
  cell.ask("fs2", 1, other);
  EXPECT_EQ(cell.verdict().violations, 0U);
  cell.copy_again(1, other);
  EXPECT_THAT(evidence_of(cell.verdict()),
              ElementsAre(HasSubstr("data-key #5, which is of fs2, is given out for data of fs1")));
}

// A copy that is being made opens two keys: until it says which, they may be its own. So much it must have said.
TEST(CustodyOfAMediaAgent, WhileOneOpensItsKeysAnotherMayEnd) {
  for (const auto& [wiped, keys_to_come] : {std::pair{true, 2U}, {false, 2U}, {true, 1U}}) {
    Cell cell(re_encrypting());
    const CallId first = cell.ask_aux_copy(1);
    cell.encrypt_again();
    cell.begin("ma1", keys_to_come);
    for (const SecretId key : {SecretId{6}, SecretId{7}}) cell.hold(key, KeyClass::dataKey, "ma1");
    if (wiped) cell.wipe_both();
    cell.end("ma1", first);
    EXPECT_EQ(cell.verdict().verdict, wiped && keys_to_come == 2 ? Verdict::held : Verdict::violated);
  }
}

TEST(CustodyOfAKms, ARequestThatWasLostExcusesNothing) {
  Cell cell;
  cell.begin("kms1");
  cell.down("kms1");
  cell.up("kms1");
  const CallId call = cell.begin("kms1");
  cell.hold(kek, KeyClass::kek, "kms1");
  cell.end("kms1", call);
  EXPECT_EQ(cell.verdict().violations, 1U);
}

// The twin: what a node holds while it works on two requests may be of either, and one of them may need several keys.
TEST(CustodyOfAKms, ARequestThatItStillWorksOnExcusesWhatItHolds) {
  Cell cell;
  const CallId first = cell.begin("kms1");
  const CallId second = cell.begin("kms1");
  cell.hold(master, KeyClass::masterKey, "kms1");
  cell.hold(kek, KeyClass::kek, "kms1");
  cell.end("kms1", first);
  EXPECT_EQ(cell.verdict().violations, 0U);
  cell.end("kms1", second);
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
  const CallId call = cell.ask("fs1", 3);
  for (int chunk = 0; chunk < 3; ++chunk) {
    cell.pass(10min);
    cell.seal_chunk("fs1");
  }
  cell.wipe(dek, "fs1");
  cell.end("fs1", call);
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
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("fs1 wiped data-key #2 300000 ms after its last use"));
}

// A chunk is sealed while it leaves, which may take long.
TEST(Custody, AKeyIsInUseUntilTheLastByteUnderItHasLeft) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  const CallId call = cell.send_chunk("fs1");
  cell.pass(1h);
  cell.have_left("fs1", call);
  cell.wipe(dek, "fs1");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(Custody, AndNoLongerThanThatByte) {
  Cell cell;
  const CallId work = cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  const CallId call = cell.send_chunk("fs1");
  cell.pass(1h);
  cell.have_left("fs1", call);
  cell.pass(2s);  // until it is acknowledged
  cell.wipe(dek, "fs1");
  cell.end("fs1", work);
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("wiped data-key #2 2000 ms after its last use")));
}

TEST(Custody, TheLastByteOfAnotherChunkIsNoUse) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.have_left("fs1", cell.send_chunk("fs1"));
  cell.ask("fs1", 1, other);
  cell.seal_chunk("fs1", other);
  const CallId others = cell.send_chunk("fs1", other);
  cell.pass(2s);
  cell.have_left("fs1", others);
  cell.wipe(other, "fs1");
  cell.wipe(dek, "fs1");
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("wiped data-key #2 2000 ms after its last use")));
}

TEST(CustodyOfAMediaAgent, NeedsBothKeysUntilTheLastByteHasLeft) {
  for (const model::Nanos late : {model::Nanos(0), model::Nanos(2s)}) {
    Cell cell(re_encrypting());
    cell.ask_aux_copy(1);
    cell.encrypt_again();
    const CallId call = cell.send_chunk("ma1", other, dek);
    cell.pass(1h);
    cell.have_left("ma1", call);
    cell.pass(late);
    cell.wipe_both();
    EXPECT_THAT(evidence_of(cell.verdict()), testing::SizeIs(late > 1s ? 2 : 0));
  }
}

// Nobody takes the chunk: that shows after a while, and the key was to seal it all that time.
TEST(Custody, AChunkThatDoesNotLeaveHadAUseForItsKey) {
  Cell cell;
  const CallId work = cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.send_chunk("fs1");
  cell.pass(30s);
  cell.wipe(dek, "fs1");
  cell.end("fs1", work);
  // The next attempt is judged as if it were the first.
  cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.have_left("fs1", cell.send_chunk("fs1"));
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.pass(2s);
  cell.wipe(dek, "fs1");
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// The key stays with another job of the client, which does nothing with it.
TEST(Custody, AChunkThatDidNotLeaveIsNoUseAnyMore) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.hold(dek, KeyClass::dataKey, "fs1");
  cell.seal_chunk("fs1");
  const CallId call = cell.send_chunk("fs1");
  cell.pass(30s);
  cell.not_leave("fs1", call);
  cell.wipe(dek, "fs1");
  cell.pass(2s);
  cell.wipe(dek, "fs1");
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("wiped data-key #2 2000 ms after its last use")));
}

TEST(Custody, NorAreTheChunksOfAJobThatWasBrokenOff) {
  for (const model::Nanos late : {model::Nanos(0), model::Nanos(2s)}) {
    Cell cell;
    const CallId broken = cell.ask("fs1", 3);
    const CallId second = cell.ask("fs1", 2);
    cell.seal_chunk("fs1");  // of either
    cell.pass(10min);        // the next ones never come
    cell.wipe(dek, "fs1");
    cell.end("fs1", broken);
    for (int chunk = 0; chunk < 2; ++chunk) {
      cell.pass(10min);
      cell.seal_chunk("fs1");
    }
    cell.pass(late);
    cell.wipe(dek, "fs1");
    cell.end("fs1", second);
    EXPECT_THAT(evidence_of(cell.verdict()), testing::SizeIs(late > 1s ? 1 : 0));
  }
}

TEST(Custody, AJobThatIsBrokenOffHadAUseForItsKey) {
  Cell cell;
  const CallId call = cell.ask("fs1", 3);
  cell.seal_chunk("fs1");
  cell.pass(10min);  // the second chunk never arrives
  cell.wipe(dek, "fs1");
  cell.end("fs1", call);
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
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("commserve still holds kek #3"));
}

TEST(Custody, AKeyThatWaitsForTheKmsIsInUseUntilItAnswers) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  CallId call = cell.ask_kms();
  cell.pass(30s);  // a KMS that is down
  cell.kms_answers(call);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(5s);  // forgotten, before somebody else asks
  call = cell.ask_kms();
  cell.pass(30s);
  cell.kms_answers(call);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// A request that was turned away is made again: who waits for it waits for one answer. Who asks for something else
// meanwhile excuses nobody.
TEST(Custody, AKeyWaitsForTheKmsFromTryToTry) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  CallId call = cell.ask_kms();
  cell.kms_turns_away(call);
  cell.pass(5s);
  call = cell.ask_kms(call);
  cell.pass(1s);
  cell.kms_answers(call);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.kms_answers(cell.ask_kms());
  cell.pass(5s);
  call = cell.ask_kms();
  cell.kms_answers(call);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// Found by a random cell (seed 14532 of 20,000): a rotation waited for a KMS that was down, a backup did not.
TEST(Custody, AKeyThatWaitsForTheKmsMayBeUsedByOthersMeanwhile) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  CallId call = cell.ask_kms();
  cell.pass(11s);
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.wipe(kek, "commserve");
  cell.pass(19s);
  cell.kms_answers(call);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  cell.hold(kek, KeyClass::kek, "commserve");
  call = cell.ask_kms();
  cell.pass(10s);
  cell.kms_answers(call);
  cell.pass(20s);  // forgotten, after it was answered
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().violations, 1U);
}

// Two pools ask at the same instant; the KMS of one is down. Its KEK has waited all the while, although an answer to a
// question of just that time came meanwhile.
TEST(Custody, TheAnswerToAnotherCallOfTheSameInstantIsNotTheOneAKeyWaitsFor) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  const CallId first = cell.ask_kms();
  cell.wipe(kek, "commserve");
  cell.hold(other, KeyClass::kek, "commserve");
  const CallId second = cell.ask_kms();
  cell.pass(10s);
  cell.kms_answers(first);
  cell.pass(20s);
  cell.kms_answers(second);
  cell.wipe(other, "commserve");
  EXPECT_THAT(evidence_of(cell.verdict()), IsEmpty());
}

// The twin: a key whose own question was answered is not excused by the other's answer.
TEST(Custody, NorDoesItExcuseAKeyWhoseOwnCallWasAnswered) {
  Cell cell;
  cell.hold(other, KeyClass::kek, "commserve");
  const CallId first = cell.ask_kms();
  cell.hold(kek, KeyClass::kek, "commserve");
  const CallId second = cell.ask_kms();
  cell.pass(10s);
  cell.kms_answers(second);
  cell.pass(20s);
  cell.kms_answers(first);
  cell.wipe(other, "commserve");
  cell.wipe(kek, "commserve");
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("wiped kek #3 20000 ms after its last use")));
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

TEST(Custody, SeesADataKeyThatOutlivesTheWorkThatBroughtIt) {
  Cell cell;
  const CallId call = cell.ask("fs1", 3);
  cell.seal_chunk("fs1");
  cell.end("fs1", call);  // refused, and the key is still there
  ASSERT_EQ(cell.verdict().violations, 1U);
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("fs1 has done its work and still holds 1 key of it"));
}

TEST(Custody, TwoJobsOfOneClientMayHoldTwoKeys) {
  for (const bool wiped : {true, false}) {
    Cell cell;
    const CallId first = cell.ask("fs1", 1);
    cell.ask("fs1", 3, SecretId{7});
    cell.seal_chunk("fs1");
    if (wiped) cell.wipe(dek, "fs1");
    cell.end("fs1", first);
    EXPECT_EQ(cell.verdict().verdict, wiped ? Verdict::held : Verdict::violated);
  }
}

// One key comes with a backup or restore: while it is being opened, only one may be there for it.
TEST(Custody, AJobThatOpensItsKeyExcusesNoSecondOne) {
  Cell cell;
  const CallId first = cell.ask("fs1", 1);
  cell.seal_chunk("fs1");
  cell.begin("fs1");
  cell.hold(SecretId{7}, KeyClass::dataKey, "fs1");
  cell.end("fs1", first);
  EXPECT_EQ(cell.verdict().violations, 1U);
}

TEST(Custody, SeesAKekThatAKmsKeepsAfterItsAnswer) {
  Cell cell;
  const CallId call = cell.begin("kms1");
  cell.hold(kek, KeyClass::kek, "kms1", Arrival::received);
  cell.end("kms1", call);
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
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("a MediaAgent may hold no kek in clear"));
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
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("data-key #2, which is of fs1"));
}

TEST(Custody, SeesADataKeyThatIsGivenToTwoClients) {
  Cell cell;
  cell.ask("fs1", 1);
  cell.ask("fs2", 1);
  EXPECT_THAT(evidence_of(cell.verdict()), ElementsAre(HasSubstr("it holds data-key #2, which is of fs1"),
                                                       HasSubstr("is given out for data of fs2")));
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
  const auto seconds = held_keys(judgement).custody;
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
  const auto seconds = held_keys(cell.verdict()).custody;
  ASSERT_EQ(seconds.size(), 1U);
  EXPECT_EQ(seconds[0].where, "clients");
  EXPECT_EQ(seconds[0].times, 2U);
  EXPECT_EQ(seconds[0].key_s, 10 + 6) << "fs2 still holds one at the end";
  EXPECT_EQ(seconds[0].longest_s, 10);
  EXPECT_EQ(seconds[0].longest_unused_s, 8);
  EXPECT_EQ(seconds[0].most_at_once, 2U);
  EXPECT_EQ(seconds[0].held_at_the_end, 1U);
}

/// Key-seconds of a class at a host.
double seconds_of(const Cell& cell, std::string_view host, std::string_view key_class) {
  const nlohmann::json details = cell.details();
  for (const auto& entry : details.at("by_host"))
    if (entry.at("host") == host && entry.at("class") == key_class) return entry.at("key_s");
  return 0;
}

TEST(Custody, AddsWhatAShortOperationCostsToBothItsKeys) {
  Cell cell;
  cell.hold(password, KeyClass::networkPassword, "fs1", Arrival::installed);
  cell.unwrap_with("fs1", password, dek, 8us, crypto::WrapForm::aesKeyWrap);
  cell.wipe(password, "fs1");
  cell.pass(1s);
  cell.wipe(dek, "fs1");
  EXPECT_EQ(seconds_of(cell, "fs1", "network-password"), 8e-6);
  EXPECT_EQ(seconds_of(cell, "fs1", "data-key"), 1 + 8e-6);
}

// A long one passes while the key that does it is there; what it opens is there afterwards.
TEST(Custody, AddsNothingForALongOperationWhichPasses) {
  Cell cell(test::small_scenario());
  cell.hold(password, KeyClass::networkPassword, "fs1", Arrival::installed);
  cell.unwrap_with("fs1", password, dek, 4ms, crypto::WrapForm::rsaOaep);
  cell.wipe(password, "fs1");
  cell.wipe(dek, "fs1");
  EXPECT_EQ(seconds_of(cell, "fs1", "network-password"), 4e-3);
  EXPECT_EQ(seconds_of(cell, "fs1", "data-key"), 0);
}

// Whoever wraps under a public key uses no private half, even if it happens to lie around.
TEST(Custody, APublicKeyIsNoUseOfItsPrivateHalf) {
  Cell cell;
  cell.hold(kek, KeyClass::kek, "commserve");
  cell.pass(2s);
  cell.wrap_for("commserve", kek, dek);
  cell.wipe(kek, "commserve");
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// Two flows that hold one key: its time is of the one that came first, then of the other.
TEST(Custody, TimeThatTwoFlowsHoldAKeyIsCountedOnce) {
  using model::KeyUse;
  Cell cell;
  cell.use_for(KeyUse::backup);
  cell.hold(dek, KeyClass::dataKey, "fs1");
  cell.pass(2s);
  cell.use_for(KeyUse::restore);
  cell.hold(dek, KeyClass::dataKey, "fs1");
  cell.pass(3s);
  cell.use_for(KeyUse::backup);
  cell.wipe(dek, "fs1");
  cell.pass(5s);
  cell.use_for(KeyUse::restore);
  cell.wipe(dek, "fs1");
  EXPECT_EQ(cell.details().at("by_flow"), nlohmann::json::parse(R"([
      {"flow": "backup", "where": "clients", "class": "data-key", "times": 1, "key_s": 5.0, "longest_s": 5.0},
      {"flow": "restore", "where": "clients", "class": "data-key", "times": 1, "key_s": 5.0, "longest_s": 5.0}])"));
  EXPECT_EQ(cell.details().at("by_host"), nlohmann::json::parse(R"([
      {"host": "fs1", "where": "clients", "class": "data-key", "times": 1, "key_s": 10.0, "longest_s": 10.0}])"));
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
  const HeldKeys held = held_keys(cell.verdict());
  for (const KeySeconds& seconds : held.custody) told_s += seconds.key_s;
  RC_ASSERT(told_s == held_s);
}

}  // namespace
}  // namespace keycell::properties
