#pragma once
// CUS-1: which host holds which key in clear, since when and why, from birth to wipe.

#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/time_sum.h"
#include "properties/boundaries/boundary_policy.h"
#include "properties/boundaries/host_roles.h"
#include "properties/checks/held_keys.h"
#include "properties/checks/key_account.h"
#include "properties/property.h"
#include "properties/secrets_seen.h"

namespace keycell::properties {

/// Between the last use of a key and its wipe, in simulated time: what a host writes to its disk and answers meanwhile.
inline constexpr model::Nanos custodyGrace = std::chrono::seconds(1);

/// A use of a key is: it wraps or opens, is wrapped or opened, is disclosed (until the KMS has answered), seals or
/// opens data. Violations: a host holds a key that its role may not hold (the policy's memory rules); more than a grace
/// after its last use; a data key after the work that brought it ended, whatever came of it; the data key of another
/// client. A data key is in use while the work that it came with has chunks to seal or open, and while a chunk that it
/// seals or opens leaves its host. A power cut wipes nothing: what was held then is counted apart.
/// Out of its memory a host may take a key for as long as the rule says from when it came.
///
/// It goes by what the code's own secrets tell, not by a host's memory: a copy that is no Secret is not seen here, an
/// attachment that waits to be read for one. Its details are the key-seconds by class and by what the hosts are for, by
/// host, and by flow.
class Custody final : public Property {
 public:
  explicit Custody(const scenarios::Scenario& scenario) : Custody(scenario, BoundaryPolicy(scenario)) {}
  Custody(const scenarios::Scenario& scenario, const BoundaryPolicy& policy);
  std::string_view name() const override { return "CUS-1"; }
  std::string_view statement() const override {
    return "a host holds a key in clear only while it needs it, and only if its role does";
  }
  void on(const model::Event& event) override;

 protected:
  std::string details() const override;

 private:
  using Nanos = model::Nanos;

  /// A request that a host works on, and how many keys it brought.
  struct Work {
    model::CallId call;
    std::uint32_t keys = 0;
    std::uint32_t to_come = 1;                                            ///< as many at most, as long as none has come
    std::vector<std::pair<crypto::SecretId, std::uint32_t>> chunks_of{};  // that were to be sealed or opened
  };
  /// A key of a chunk whose last byte has not left yet.
  struct Leaving {
    model::CallId call;
    crypto::SecretId key;
  };
  /// A host, or an actor of it, that does nothing since then, with these keys in its memory.
  struct Standstill {
    std::uint32_t number;
    model::StandsStill::What what;
    Nanos since;
    std::vector<crypto::SecretId> keys{};  ///< that were not past their time
  };
  struct Host {
    Role role;
    std::uint32_t number;
    std::vector<Work> in_work = {};  // that brings keys
    std::vector<Leaving> leaving = {};
    std::uint32_t keys_of_requests = 0;          // holders of data keys; at a KMS node of all but channel keys
    std::uint32_t blamed = 0;                    // of them
    std::vector<crypto::SecretId> at_hand = {};  // of the CommServe: what it may ask a KMS for
    std::vector<Standstill> standing = {};
  };
  /// A secret at a host.
  struct Holding {
    std::uint32_t holders = 0;
    std::uint32_t chunks_to_go = 0;
    std::uint32_t chunks_leaving = 0;
    KeyAccount::Held held{};
    Nanos came{0};  // the latest that is no copy out of the host's own memory
    Nanos last_use{0};
    std::vector<model::CallId> asked{};  // of KMSs, not answered yet, right after it was used
  };
  struct Total {
    std::uint64_t times = 0;
    model::TimeSum held{};
    Nanos longest{0};
    Nanos longest_unused{0};
    std::uint64_t now = 0;
    std::uint64_t most_at_once = 0;
    std::uint64_t lost_in_power_cuts = 0;
  };
  struct StoodStill {
    std::uint64_t times = 0;
    Nanos longest{0};
  };
  struct Limit {
    bool may_hold = false;
    Nanos after_last_use{0};
    std::optional<Nanos> from_memory{};  // how long a copy may be taken from what came
  };
  using Keeper = std::pair<Role, crypto::KeyClass>;
  using Place = std::uint64_t;  // number of the host and ordinal of the secret

  static KeyAccount::Keeper keeper_of(const Host& host, crypto::KeyClass key_class) {
    return {host.number, host.role, key_class};
  }
  static Place place_of(const Host& host, crypto::SecretId secret);
  Host& host_called(std::string_view name);
  const Limit& limit_of(const Host& host, crypto::KeyClass key_class) const;
  bool is_brought_by_requests(const Host& host, crypto::KeyClass key_class) const;

  void hold(const model::Event& event, const model::SecretHeld& held);
  void wipe(const model::Event& event, const model::SecretWiped& wiped);
  /// `owed`: what the use cost, and no time passed for.
  void use(Host& host, crypto::SecretId secret, Nanos now, Nanos owed);
  void use_chunk(const model::Event& event, crypto::SecretId key);
  void begin_to_leave(const model::Event& event, const model::ChunkSent& sent);
  void have_left(const model::Event& event, const model::DataMoved& moved);
  void ask_kms(const model::Event& event, const model::KmsAsked& asked);
  void answered_by_kms(const model::Event& event, const model::KmsRequest& request);
  void judge_unused(const model::Event& event, const Host& host, std::string_view name, crypto::SecretId secret,
                    const Holding& holding, std::string_view what);
  void begin(const model::Event& event, const model::WorkBegan& work);
  void end(const model::Event& event, const model::WorkEnded& work);
  /// Work that had chunks for this key is over, done or broken off: those that are left are of other work.
  void forget_chunks(const Host& host, crypto::SecretId key);
  void stand_still(const model::Event& event, const model::StandsStill& standing);
  /// The time of a standstill is no time of its keys.
  void go_on(Host& host, const Standstill& standing);
  void own(const model::Event& event, crypto::SecretId data_key, const std::string& client);
  void end_of_workload(const model::Event& event);

  HostRoles roles_;
  std::map<Keeper, Limit> limits_;
  std::map<std::string, Host, std::less<>> hosts_;
  std::map<std::string, Host, std::less<>>::iterator latest_ = hosts_.end();
  SecretsSeen secrets_;
  std::unordered_map<Place, Holding> holdings_;  // in no order that reaches anything
  std::map<Keeper, Total> totals_;
  std::map<std::pair<std::uint32_t, crypto::KeyClass>, StoodStill> stood_still_;  // by the number of the host
  KeyAccount account_;
  std::map<crypto::SecretId, std::string> owners_;  // clients of data keys
  std::map<std::uint64_t, std::string> clients_;    // by archive file
  Nanos now_{0};
  bool ended_ = false;
};

/// Reads the details of CUS-1. Throws ResultError.
HeldKeys held_keys(const Judgement& custody);

}  // namespace keycell::properties
