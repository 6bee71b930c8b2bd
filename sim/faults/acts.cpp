#include "sim/faults/acts.h"

#include "sim/fabric.h"

namespace keycell::sim {

// In files of their own.
void arm_bit_rot(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_disabled(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_confused(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_destroyed(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_lost(const FaultSite& site, const scenarios::Fault& fault);
void arm_client_cloned(const FaultSite& site, const scenarios::Fault& fault);
void arm_flow_held(const FaultSite& site, const scenarios::Fault& fault);
void arm_host_paused(const FaultSite& site, const scenarios::Fault& fault);
void arm_log_level(const FaultSite& site, const scenarios::Fault& fault);
void arm_outage(const FaultSite& site, const scenarios::Fault& fault);
void arm_power_cut(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_refusing_some(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_slow(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_throttled(const FaultSite& site, const scenarios::Fault& fault);
void arm_refusing(const FaultSite& site, const scenarios::Fault& fault);

SimHost& FaultSite::host(const scenarios::Fault& fault) const { return fabric.host(fault.values.text("target")); }

const FaultActs& fault_acts() {
  static const FaultActs acts{{"power-cut", arm_power_cut},
                              {"bit-rot", arm_bit_rot},
                              {"kms-key-lost", arm_key_lost},
                              {"kms-key-disabled", arm_key_disabled},
                              {"kms-key-confused", arm_key_confused},
                              {"kms-down", arm_outage},
                              {"media-agent-crash", arm_outage},
                              {"kms-refusing", arm_refusing},
                              {"kms-key-destroyed", arm_key_destroyed},
                              {"kms-slow", arm_kms_slow},
                              {"kms-throttled", arm_kms_throttled},
                              {"kms-refusing-some", arm_kms_refusing_some},
                              {"host-restart", arm_outage},
                              {"log-level", arm_log_level},
                              {"flow-held", arm_flow_held},
                              {"host-paused", arm_host_paused},
                              {"client-cloned", arm_client_cloned}};
  return acts;
}

}  // namespace keycell::sim
