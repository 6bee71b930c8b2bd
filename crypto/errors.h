#pragma once
// How key code fails. Expected refusals (a wrap that does not open) and outages (a KMS that does not answer) have types
// of their own, because a job reacts differently to each.

#include <stdexcept>
#include <string>

namespace keycell::crypto {

/// OpenSSL refused a call that should always work (out of memory, algorithm missing).
class CryptoFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something encrypted or wrapped did not open. One text for every cause, so that it is no oracle.
class Refused : public std::runtime_error {
 public:
  Refused() : std::runtime_error("does not open") {}
};

/// A cipher that is asked for by name cannot be had: says which, why, and what there is.
class UnsupportedCipher : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A key exists in name but cannot be had: says which and why. Retrying does not help.
class KeyUnrecoverable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The KMS did not answer. The job goes Pending and is retried.
class KmsUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The KMS answered and refused.
class KmsRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The KMS has no key of this id: it never had, or the key was destroyed (KMIP: item not found).
class KmsKeyMissing final : public KmsRefused {
 public:
  using KmsRefused::KmsRefused;
};

/// The key is there, but its state forbids its use (KMIP: wrong key lifecycle state).
class KmsKeyDisabled final : public KmsRefused {
 public:
  using KmsRefused::KmsRefused;
};

/// The KMS answered for another key than the one that was asked for. What it sent is not used.
class KmsWrongKey final : public KmsRefused {
 public:
  using KmsRefused::KmsRefused;
};

}  // namespace keycell::crypto
