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
void arm_link_degraded(const FaultSite& site, const scenarios::Fault& fault);
void arm_link_down(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_corrupted(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_delayed(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_duplicated(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_lost(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_misdelivered(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_reordered(const FaultSite& site, const scenarios::Fault& fault);
void arm_message_replayed(const FaultSite& site, const scenarios::Fault& fault);
void arm_client_cloned(const FaultSite& site, const scenarios::Fault& fault);
void arm_flow_held(const FaultSite& site, const scenarios::Fault& fault);
void arm_host_paused(const FaultSite& site, const scenarios::Fault& fault);
void arm_log_level(const FaultSite& site, const scenarios::Fault& fault);
void arm_outage(const FaultSite& site, const scenarios::Fault& fault);
void arm_partition(const FaultSite& site, const scenarios::Fault& fault);
void arm_power_cut(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_refusing_some(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_slow(const FaultSite& site, const scenarios::Fault& fault);
void arm_kms_throttled(const FaultSite& site, const scenarios::Fault& fault);
void arm_refusing(const FaultSite& site, const scenarios::Fault& fault);
void arm_site_cut_off(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_cut_short(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_exchanged(const FaultSite& site, const scenarios::Fault& fault);
void arm_records_rolled_back(const FaultSite& site, const scenarios::Fault& fault);
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
                              {"host-restart", arm_outage},
                              {"message-lost", arm_message_lost},
                              {"message-duplicated", arm_message_duplicated},
                              {"message-delayed", arm_message_delayed},
                              {"message-reordered", arm_message_reordered},
                              {"message-replayed", arm_message_replayed},
                              {"message-corrupted", arm_message_corrupted},
                              {"message-misdelivered", arm_message_misdelivered},
                              {"reply-lost", arm_message_lost},
                              {"link-down", arm_link_down},
                              {"link-degraded", arm_link_degraded},
                              {"partition", arm_partition},
                              {"site-cut-off", arm_site_cut_off},
                              {"kms-slow", arm_kms_slow},
                              {"kms-throttled", arm_kms_throttled},
                              {"kms-refusing-some", arm_kms_refusing_some},
                              {"debug-log", arm_log_level},
                              {"flow-held", arm_flow_held},
                              {"host-paused", arm_host_paused},
                              {"client-cloned", arm_client_cloned}};
  return acts;
}

}  // namespace keycell::sim
