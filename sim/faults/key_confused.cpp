// A KMS node answers for another key than the one that it is asked for. The other key is a new one that nobody asked
// for, made for the first request that it answers; it is in the node's store like any other. The confusion outlives a
// reboot of the node.

#include <optional>
#include <set>

#include "sim/cell.h"
#include "sim/faults/master_key.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Fault;

class ConfusedKeys;

/// What one fault has done so far, whoever boots meanwhile.
struct Confusion {
  ConfusedKeys* at = nullptr;        ///< the node's service, while the node is up
  std::set<std::string> confused{};  ///< keys for which another one answers
  std::optional<std::string> answers{};
  bool over = false;
};

class ConfusedKeys final : public model::KeyServiceAround {
 public:
  ConfusedKeys(std::unique_ptr<model::KeyService> inner, std::shared_ptr<Confusion> confusion)
      : KeyServiceAround(std::move(inner)), confusion_(std::move(confusion)) {
    confusion_->at = this;
  }
  ~ConfusedKeys() override { confusion_->at = nullptr; }

  model::KeyInUse load(const crypto::MasterKeyId& id) override {
    // A key that is missing or disabled is refused by its own name.
    if (!confusion_->confused.contains(id.value) || state_of(id) != model::KeyState::active) return inner().load(id);
    if (!confusion_->answers) confusion_->answers = generate({}).value;
    return inner().load(crypto::MasterKeyId{*confusion_->answers});
  }

  /// Whether there are such keys.
  bool confuse(const KeyOwnerAtKms& of, model::Generation which) {
    for (const crypto::MasterKeyId& id : keys_of(of.policy, of.copy, which)) confusion_->confused.insert(id.value);
    return !confusion_->confused.empty();
  }

 private:
  std::shared_ptr<Confusion> confusion_;
};

void tell(const FaultSite& site, const Fault& fault, std::string_view what, bool has_hit = true) {
  const std::string kms = fault.values.text("target");
  const std::string of = (has_hit ? "master key of " : "no such master key of ") + fault.values.text("of");
  site.fabric.post(kms, model::FaultActed{what, of, site.number, has_hit});
}

/// As soon as the node is up.
void begin(const FaultSite& site, const Fault& fault, const std::shared_ptr<Confusion>& confusion) {
  constexpr model::Nanos againAfter = 1min;
  if (confusion->over) return;
  SimHost& node = site.host(fault);
  if (confusion->at == nullptr || !node.is_up_in(node.boot_epoch())) {
    site.fabric.at(site.fabric.now() + againAfter, [site, &fault, confusion] { begin(site, fault, confusion); });
    return;
  }
  node.spawn("confusion", [site, &fault, confusion] {
    tell(site, fault, "kms-key-confused", confusion->at->confuse(owner_said(fault), generation_said(fault)));
  });
}

}  // namespace

void arm_key_confused(const FaultSite& site, const Fault& fault) {
  const auto confusion = std::make_shared<Confusion>();
  site.cell.wrap_kms(fault.values.text("target"), [confusion](model::World&, std::unique_ptr<model::KeyService> keys) {
    return std::make_unique<ConfusedKeys>(std::move(keys), confusion);
  });
  at_its_moment(site, fault, [site, &fault, confusion] { begin(site, fault, confusion); });
  const auto until = fault.values.time("until");  // by a clock, also where a step begins it
  if (!until) return;
  site.fabric.at(*until, [site, &fault, confusion] {
    confusion->over = true;
    confusion->confused.clear();
    tell(site, fault, "kms-key-no-longer-confused");
  });
}

}  // namespace keycell::sim
