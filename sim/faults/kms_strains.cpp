// A KMS node that can do less for a while: each request takes longer, only so many a second are taken, or some are
// turned away. The fault acts with the first request that feels it; one that nobody feels has hit nothing.

#include "model/integer_laws.h"
#include "model/kms/capacity.h"
#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using scenarios::Fault;

/// A strain that lasts from a moment until another, counts whom it hit and tells of the first.
class ForAWhile : public model::KmsStrain {
 public:
  /// `feels` says what becomes of a request: "takes 5 s longer".
  ForAWhile(const FaultSite& site, const Fault& fault, std::string feels)
      : site_(site), fault_(fault), feels_(std::move(feels)) {}

  void begin() { goes_on_ = true; }
  void end(std::string_view word) {
    goes_on_ = false;
    site_.fabric.post(fault_.values.text("target"),
                      model::FaultActed{word, "requests until now: " + std::to_string(hit_), site_.number, hit_ > 0});
  }

 protected:
  bool goes_on() const { return goes_on_; }
  void hits() {
    if (hit_++ > 0) return;
    site_.fabric.post(fault_.values.text("target"),
                      model::FaultActed{fault_.kind, "a request " + feels_ + ", the first", site_.number});
  }
  const FaultSite& site() const { return site_; }
  const Fault& fault() const { return fault_; }

 private:
  FaultSite site_;
  const Fault& fault_;
  std::string feels_;
  bool goes_on_ = false;
  std::uint64_t hit_ = 0;
};

void arm(const FaultSite& site, const Fault& fault, std::shared_ptr<ForAWhile> strain, std::string_view over) {
  site.cell.strain_kms(fault.values.text("target"), strain);
  at_its_moment(site, fault, [site, &fault, strain = std::move(strain), over] {
    strain->begin();
    site.fabric.at(site.fabric.now() + *fault.values.time("lasts"), [strain, over] { strain->end(over); });
  });
}

// ---- each request takes longer

class Slowness final : public ForAWhile {
 public:
  Slowness(const FaultSite& site, const Fault& fault)
      : ForAWhile(site, fault, "takes longer"),
        plus_(fault.values.time("plus")),
        factor_(static_cast<std::int64_t>(fault.values.number("factor").value_or(usualFactor))) {}

  Nanos takes(Nanos usual) override {
    if (!goes_on()) return usual;
    hits();
    if (plus_) return usual + *plus_;
    const Nanos most = scenarios::longestTime;  // nobody waits that long
    return usual > most / factor_ ? most : factor_ * usual;
  }

 private:
  static constexpr std::uint64_t usualFactor = 10;  // as the row says
  std::optional<Nanos> plus_;
  std::int64_t factor_;
};

// ---- so many a second

class Throttle final : public ForAWhile {
 public:
  Throttle(const FaultSite& site, const Fault& fault)
      : ForAWhile(site, fault, "is turned away"),
        limit_(static_cast<std::uint32_t>(*fault.values.number("requests_per_second"))) {}

  std::optional<model::TurnedAwayBy> turns_away(const model::NewRequest&) override {
    if (!goes_on() || limit_.take(site().fabric.now())) return std::nullopt;
    hits();
    return model::TurnedAwayBy::rateLimit;
  }

 private:
  model::RateLimit limit_;
};

// ---- a share of them

class Overload final : public ForAWhile {
 public:
  Overload(const FaultSite& site, const Fault& fault)
      : ForAWhile(site, fault, "is turned away"), share_ppm_(*fault.values.number("share")) {}

  std::optional<model::TurnedAwayBy> turns_away(const model::NewRequest& arrival) override {
    if (!goes_on() || model::below(draws_for(arrival), whole) >= share_ppm_) return std::nullopt;
    hits();
    return model::TurnedAwayBy::overload;
  }

 private:
  static constexpr std::uint64_t whole = 1'000'000;

  /// Requests of a caller and of a kind have draws of their own, so that others move none of them.
  PhiloxStream& draws_for(const model::NewRequest& arrival) {
    const model::PacketHeader& header = arrival.header;
    const auto key = std::pair(std::string(header.from), std::string(header.kind));
    const auto known = draws_.find(key);
    if (known != draws_.end()) return known->second;
    const auto at = fault().values.time("at");
    const std::string when =
        at ? scenarios::instant_text(*at)
           : fault().values.text("after_flow") + " " + std::to_string(fault().values.number("nth").value_or(1));
    return draws_
        .emplace(key, site().fabric.chance(model::Stream::faults,
                                           {"kms-refusing-some", {header.to, when, header.from, header.kind}}))
        .first->second;
  }

  std::uint64_t share_ppm_;
  std::map<std::pair<std::string, std::string>, PhiloxStream> draws_;
};

}  // namespace

void arm_kms_slow(const FaultSite& site, const Fault& fault) {
  arm(site, fault, std::make_shared<Slowness>(site, fault), "kms-usual-again");
}

void arm_kms_throttled(const FaultSite& site, const Fault& fault) {
  arm(site, fault, std::make_shared<Throttle>(site, fault), "kms-no-longer-throttled");
}

void arm_kms_refusing_some(const FaultSite& site, const Fault& fault) {
  arm(site, fault, std::make_shared<Overload>(site, fault), "kms-refusing-none");
}

}  // namespace keycell::sim
