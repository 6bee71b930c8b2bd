#pragma once
// Looks at every byte that crosses a boundary for every secret ever held in the run and for every wrap of one.

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "model/events.h"
#include "properties/forms.h"
#include "properties/pad_table.h"
#include "properties/window_table.h"

namespace keycell::properties {

/// What a crossing shows of a secret.
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
  std::size_t offset;  ///< in the bytes of the crossing
  std::size_t length;  ///< of the key (or its wrap, or its checksum) that is seen there, in bytes
};

struct LookedAt {
  std::uint64_t crossings = 0;
  std::uint64_t bytes = 0;
};

/// Properties share one scanner: each hands it every event, and only the first time is it looked at.
///
/// A key is found by any 8 consecutive bytes of it as they are, reversed, in hex, base64 or UTF-16, at every place; one
/// shorter than 8 bytes whole. Of an RSA key the private numbers count, also as words of 4 and 8 bytes; the modulus is
/// public and the framing is in every key. On the files of databases a key is found too under a repeating XOR pad. A
/// wrap is found by any 15 consecutive bytes, in the same encodings, and the CRC32 of a key only in or beside a wrap of
/// it, where four equal bytes are no chance.
class Scanner {
 public:
  Scanner() : Scanner(Forms::all()) {}
  /// Knows secrets again in these forms only, and as they are.
  explicit Scanner(Forms forms) : forms_(forms) {}

  /// What a crossing shows; empty for other events, from which secrets and wraps are learned. Valid until the next
  /// event. Events are told apart by their ordinals.
  const std::vector<Find>& finds(const model::Event& event);

  LookedAt looked_at(model::Place place) const { return looked_at_[static_cast<std::size_t>(place)]; }

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

  void learn(const model::SecretHeld& held);
  void learn_bytes(crypto::SecretId secret, View bytes);
  void learn_number(crypto::SecretId secret, View number);
  void learn(const model::KeyWrapped& wrapped);
  void add(View bytes, const Needle& needle, Windows windows);
  bool knows_wrap(const model::KeyWrapped& wrapped) const;

  void look(const model::Crossing& crossing);
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
  std::optional<std::uint64_t> latest_;
  std::array<LookedAt, model::allPlaces.size()> looked_at_{};
};

}  // namespace keycell::properties
