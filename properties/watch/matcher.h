#pragma once
// Knows secrets and wraps of them again in any bytes that it is given. It is told what to look for and knows neither
// events nor a simulator, so that it can look at real files as well.

#include <map>
#include <vector>

#include "crypto/witness.h"
#include "properties/watch/pad_table.h"
#include "properties/watch/shown_forms.h"
#include "properties/watch/window_table.h"

namespace keycell::properties {

/// What bytes show of a secret.
enum class Shown {
  key,       ///< bytes of the key itself, in whatever form
  wrap,      ///< bytes of a wrap of it
  checksum,  ///< a checksum of the key: whoever guesses a key learns that he was right
};

struct Find {
  crypto::SecretId secret;
  crypto::KeyClass key_class;
  Shown shown;
  Forms forms;
  std::size_t offset;  ///< in the bytes that were looked at
  std::size_t length;  ///< of the key (or its wrap, or its checksum) that is seen there, in bytes
};

/// Whether bytes may hide a key under a repeating XOR pad: looking for that costs more than everything else.
enum class Pads { none, possible };

/// A key is found by any 8 consecutive bytes of it as they are, reversed, in hex, base64 or UTF-16; one shorter than 8
/// bytes whole. Of an RSA key the private numbers count, also as words of 4 and 8 bytes; the modulus is public and the
/// framing is in every key. Where pads are possible a key is found too under a repeating XOR pad. A wrap is found by
/// any 15 consecutive bytes, in the same encodings, and the CRC32 of a key only in or beside a wrap of it, where four
/// equal bytes are no chance.
class Matcher {
 public:
  Matcher() : Matcher(Forms::all()) {}
  /// Knows secrets again in these forms only, and as they are.
  explicit Matcher(Forms forms) : forms_(forms) {}

  /// A secret to look for; one that is known already stays what it is.
  void tell_secret(crypto::SecretId secret, crypto::KeyClass key_class, View bytes);
  /// A wrap of a secret that was told before; of others, and of fewer than 8 bytes, nothing is remembered.
  void tell_wrap(crypto::SecretId what, View wrap);

  /// Nearly in the order of offsets. Valid until the next call.
  const std::vector<Find>& finds_in(View bytes, Pads pads);

 private:
  struct Secret {
    crypto::KeyClass key_class;
    std::uint32_t crc32;
  };
  struct Needle {
    crypto::SecretId secret;
    Shown shown;
    Forms forms;
    std::size_t size;
  };

  void learn_bytes(crypto::SecretId secret, View bytes);
  void learn_number(crypto::SecretId secret, View number);
  void add(View bytes, const Needle& needle, Windows windows);
  bool knows_wrap(crypto::SecretId what, View wrap) const;

  void look(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at);
  void look_into_text(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at);
  void look_as_they_are(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at);
  void look_for_pads(View bytes);
  void look_for_checksum(View bytes, const Sighting& wrap, const Needle& needle);

  Forms forms_;
  std::map<crypto::SecretId, Secret> secrets_;
  WindowTable windows_;
  std::vector<Needle> needles_;  // as windows_ numbers them
  PadTable pads_;
  std::vector<crypto::SecretId> padded_;  // as pads_ numbers them
  std::vector<Find> finds_;
};

}  // namespace keycell::properties
