#pragma once
// The steps of a documented procedure that happen inside key code. Key code tells them as they are done; whoever runs
// it knows which sentence of which document each is.

namespace keycell::crypto {

enum class KeyStep {
  kekMade,             ///< a KEK was drawn, or an RSA pair
  masterKeyMade,       ///< the KMS made a master key and said its id
  masterKeyFetched,    ///< a master key came from the KMS
  kekWrapped,          ///< a KEK or RSA private key is under a master key
  kekOpened,           ///< the opposite, here or at the KMS
  dataKeyMade,         ///< a data key was drawn
  dataKeyWrapped,      ///< a data key is under a KEK or RSA public key
  dataKeyOpened,       ///< the opposite
  dataKeyForgotten,    ///< nothing of a data key is left but the row that the cell deletes
  masterKeyDestroyed,  ///< the KMS destroyed a master key
};

/// Hears the steps, in the order in which they are done. Called where key code may wait; what it throws ends the call.
class KeySteps {
 public:
  virtual ~KeySteps() = default;
  virtual void done(KeyStep step) = 0;
};

}  // namespace keycell::crypto
