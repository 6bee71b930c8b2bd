#include "sim/faults/acts.h"

#include "sim/fabric.h"

namespace keycell::sim {

// In files of their own.
void arm_bit_rot(const FaultSite& site, const scenarios::Fault& fault);
void arm_disk_error(const FaultSite& site, const scenarios::Fault& fault);
void arm_disk_full(const FaultSite& site, const scenarios::Fault& fault);
void arm_disk_rolled_back(const FaultSite& site, const scenarios::Fault& fault);
void arm_fsync_error(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_disabled(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_confused(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_destroyed(const FaultSite& site, const scenarios::Fault& fault);
void arm_key_lost(const FaultSite& site, const scenarios::Fault& fault);
void arm_outage(const FaultSite& site, const scenarios::Fault& fault);
void arm_power_cut(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_cut_short(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_exchanged(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_rolled_back(const FaultSite& site, const scenarios::Fault& fault);
void arm_refusing(const FaultSite& site, const scenarios::Fault& fault);
void arm_torn_page(const FaultSite& site, const scenarios::Fault& fault);
void arm_write_lost(const FaultSite& site, const scenarios::Fault& fault);

SimHost& FaultSite::host(const scenarios::Fault& fault) const { return fabric.host(fault.values.text("target")); }

const FaultActs& fault_acts() {
  static const FaultActs acts{{"power-cut", arm_power_cut},
                              {"bit-rot", arm_bit_rot},
                              {"fsync-error", arm_fsync_error},
                              {"write-lost", arm_write_lost},
                              {"torn-page", arm_torn_page},
                              {"disk-full", arm_disk_full},
                              {"disk-error", arm_disk_error},
                              {"disk-rolled-back", arm_disk_rolled_back},
                              {"records-exchanged", arm_records_exchanged},
                              {"records-rolled-back", arm_records_rolled_back},
                              {"records-cut-short", arm_records_cut_short},
                              {"kms-key-lost", arm_key_lost},
                              {"kms-key-disabled", arm_key_disabled},
                              {"kms-key-confused", arm_key_confused},
                              {"kms-down", arm_outage},
                              {"media-agent-crash", arm_outage},
                              {"kms-refusing", arm_refusing},
                              {"kms-key-destroyed", arm_key_destroyed},
                              {"host-restart", arm_outage}};
  return acts;
}

}  // namespace keycell::sim
