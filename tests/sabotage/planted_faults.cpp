#include "tests/sabotage/planted_faults.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace keycell::sabotage {

std::span<const PlantedFault> planted_faults() {
  static constexpr std::array faults{
      PlantedFault{"log-data-key", "a host writes each data key that it opens into a debug log", "SEC-1", log_data_key},
      PlantedFault{"log-data-key-as-hex", "the same, in hexadecimal digits", "SEC-1", log_data_key_as_hex},
      PlantedFault{"key-in-error-text", "a data flow that breaks off puts the data key last opened into its error",
                   "SEC-1", key_in_error_text},
      PlantedFault{"skip-wrap", "the CSDB gets data keys unwrapped", "SEC-1", skip_wrap},
      PlantedFault{"skip-wrap-on-retry", "the same, but only after the KMS was out of reach once", "SEC-1",
                   skip_wrap_on_retry},
      PlantedFault{"key-to-wrong-client", "beside its own data key a client gets the one that was sent before", "CUS-1",
                   key_to_wrong_client},
      PlantedFault{"one-data-key", "all clients of a pool or copy get the same data key", "SEC-11", one_data_key},
      PlantedFault{"reuse-iv", "every record has the same IV", "SEC-6", reuse_iv},
      PlantedFault{"repeat-nonce", "every message of a channel has the same nonce", "SEC-6", repeat_nonce},
      PlantedFault{"keep-kek-on-error", "a KEK is not wiped when the KMS fails in the middle of a flow", "CUS-1",
                   keep_kek_on_error},
      PlantedFault{"keep-data-key", "a host keeps each data key that it opens", "CUS-1", keep_data_key},
      PlantedFault{"acknowledge-undurable", "the CSDB's disk acknowledges what it has not synced", "AVL-2",
                   acknowledge_undurable},
      PlantedFault{"password-as-key", "the network password itself is the key that data keys are delivered under",
                   "SEC-11", password_as_key},
      PlantedFault{"crc-of-key", "the CRC32 of the data key stands beside its wrap", "SEC-1", crc_of_key},
      PlantedFault{"plain-on-media", "hosts write and send backup data in clear", "SEC-13", plain_on_media},
      PlantedFault{"wrong-kek", "a new data key is wrapped by the KEK of another pool, and nobody notices", "FID-1",
                   wrong_kek},
      PlantedFault{"read-host-clock", "a log line carries the machine's clock: runs are no longer repeatable",
                   determinism, read_host_clock},
  };
  return faults;
}

const PlantedFault& planted_fault(std::string_view name) {
  const auto faults = planted_faults();
  const auto found = std::ranges::find(faults, name, &PlantedFault::name);
  if (found == faults.end()) throw std::out_of_range("there is no planted fault " + std::string(name));
  return *found;
}

}  // namespace keycell::sabotage
