// A KMS node answers for another key than the one that it is asked for. The other key is a new one that nobody asked
// for; it is in the node's store like any other. The confusion outlives a reboot of the node.

#include "sim/cell.h"
#include "sim/faults/acts.h"
#include "sim/faults/master_key.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Fault;

class ConfusedKeys;

/// What one fault has done so far, whoever boots meanwhile.
struct Confusion {
  ConfusedKeys* at = nullptr;                ///< the node's service, while the node is up
  std::map<std::string, std::string> other;  ///< key that answers, by the key that is asked for
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
    const auto other = confusion_->other.find(id.value);
    // A key that is missing or disabled is refused by its own name.
    const bool answers = other != confusion_->other.end() && state_of(id) == model::KeyState::active;
    return inner().load(answers ? crypto::MasterKeyId{other->second} : id);
  }

  void confuse(const KeyOwnerAtKms& of, model::Generation which) {
    const auto asked = keys_of(of.policy, of.copy, which);
    if (asked.empty()) return;
    const crypto::MasterKeyId answers = generate({});
    if (confusion_->over) return;  // it took until after its end
    for (const crypto::MasterKeyId& id : asked) confusion_->other[id.value] = answers.value;
  }

 private:
  std::shared_ptr<Confusion> confusion_;
};

void tell(Fabric& fabric, const Fault& fault, std::string_view what) {
  const std::string kms = fault.values.text("target");
  fabric.post(kms, model::FaultActed{what, kms + ", master key of " + fault.values.text("of")});
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
  tell(site.fabric, fault, "kms-key-confused");
  node.spawn("confusion", [&fault, confusion] { confusion->at->confuse(owner_said(fault), generation_said(fault)); });
}

}  // namespace

void arm_key_confused(const FaultSite& site, const Fault& fault) {
  const auto confusion = std::make_shared<Confusion>();
  site.cell.wrap_kms(fault.values.text("target"), [confusion](model::World&, std::unique_ptr<model::KeyService> keys) {
    return std::make_unique<ConfusedKeys>(std::move(keys), confusion);
  });
  site.fabric.at(*fault.values.time("at"), [site, &fault, confusion] { begin(site, fault, confusion); });
  const auto until = fault.values.time("until");
  if (!until) return;
  site.fabric.at(*until, [site, &fault, confusion] {
    confusion->over = true;
    confusion->other.clear();
    tell(site.fabric, fault, "kms-key-no-longer-confused");
  });
}

}  // namespace keycell::sim
