#pragma once
// Planted faults, to test the checker. In the product every switch is constexpr false and the faulty code is not
// compiled in; only the targets built with KEYCELL_SABOTAGE have the switches.

#include <array>
#include <exception>
#include <string_view>
#include <utility>

namespace keycell::crypto {

enum class Sabotage {
  logDataKey,            ///< the client writes the data key into a debug log
  logDataKeyAsHex,       ///< the same, as hexadecimal digits
  keyInErrorText,        ///< a backup that breaks off puts the data key into its error
  skipWrap,              ///< the CSDB gets the data key unwrapped
  skipWrapOnRetry,       ///< the same, but only after the KMS was out of reach once
  keyToWrongClient,      ///< a backup, and with it the data key, is sent to the client before
  oneDataKey,            ///< all clients of a pool or copy get the same data key
  reuseIv,               ///< every record has the same IV
  repeatNonce,           ///< every message of a channel has the same nonce
  keepKekOnError,        ///< a KEK is not wiped when the KMS fails in the middle of a flow
  keepDataKey,           ///< a client does not wipe the data key when its backup is done
  acknowledgeUndurable,  ///< the CSDB acknowledges what it has not synced
  passwordAsKey,         ///< the network password itself is the key that data keys are delivered under
  crcOfKey,              ///< the CRC32 beside a wrapped key is of the key and not of the wrap
  plainOnMedia,          ///< the client sends its data in clear
  wrongKek,              ///< a new data key is wrapped by the KEK of another pool, and nobody notices
  readHostClock,         ///< a log line carries the machine's clock: runs are no longer repeatable
};

inline constexpr std::array allSabotage{
    Sabotage::logDataKey,      Sabotage::logDataKeyAsHex,  Sabotage::keyInErrorText, Sabotage::skipWrap,
    Sabotage::skipWrapOnRetry, Sabotage::keyToWrongClient, Sabotage::oneDataKey,     Sabotage::reuseIv,
    Sabotage::repeatNonce,     Sabotage::keepKekOnError,   Sabotage::keepDataKey,    Sabotage::acknowledgeUndurable,
    Sabotage::passwordAsKey,   Sabotage::crcOfKey,         Sabotage::plainOnMedia,   Sabotage::wrongKek,
    Sabotage::readHostClock,
};

constexpr std::string_view name_of(Sabotage what) {
  switch (what) {
    case Sabotage::logDataKey: return "log-data-key";
    case Sabotage::logDataKeyAsHex: return "log-data-key-as-hex";
    case Sabotage::keyInErrorText: return "key-in-error-text";
    case Sabotage::skipWrap: return "skip-wrap";
    case Sabotage::skipWrapOnRetry: return "skip-wrap-on-retry";
    case Sabotage::keyToWrongClient: return "key-to-wrong-client";
    case Sabotage::oneDataKey: return "one-data-key";
    case Sabotage::reuseIv: return "reuse-iv";
    case Sabotage::repeatNonce: return "repeat-nonce";
    case Sabotage::keepKekOnError: return "keep-kek-on-error";
    case Sabotage::keepDataKey: return "keep-data-key";
    case Sabotage::acknowledgeUndurable: return "acknowledge-undurable";
    case Sabotage::passwordAsKey: return "password-as-key";
    case Sabotage::crcOfKey: return "crc-of-key";
    case Sabotage::plainOnMedia: return "plain-on-media";
    case Sabotage::wrongKek: return "wrong-kek";
    case Sabotage::readHostClock: return "read-host-clock";
  }
  return "unknown";
}

#ifdef KEYCELL_SABOTAGE
bool sabotaged(Sabotage what);
void set_sabotage(Sabotage what, bool on);
#else
constexpr bool sabotaged(Sabotage) { return false; }
#endif

/// Planted fault: a secret that an exception leaves behind is not overwritten.
template <class Key>
class KeptOnError {
 public:
  KeptOnError(Sabotage what, Key& key) : what_(what), key_(key) {}
  ~KeptOnError() {
    if (sabotaged(what_) && std::uncaught_exceptions() > before_) new Key(std::move(key_));
  }
  KeptOnError(const KeptOnError&) = delete;
  KeptOnError& operator=(const KeptOnError&) = delete;

 private:
  Sabotage what_;
  Key& key_;
  int before_ = std::uncaught_exceptions();
};

}  // namespace keycell::crypto
