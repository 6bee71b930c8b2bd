#pragma once
// A draw of randomness has a name: what is drawn, and the names of what it is for (client, copy, request). The world
// makes the bytes of seed, stream, host, name and the number of the attempt, so that a new client, copy or request
// moves no draw of another. Row numbers are no names: whatever is inserted before moves them.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "crypto/key_context.h"
#include "crypto/random.h"

namespace keycell::model {

/// Each part with its length, so that "a", "bc" is another name than "ab", "c", or than "a", "bc", "".
class DrawName {
 public:
  DrawName(std::string_view what, std::initializer_list<std::string_view> of) {
    add(what);
    for (const std::string_view name : of) add(name);
  }
  View bytes() const { return view_of(bytes_); }

 private:
  void add(std::string_view part) {
    for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(part.size() >> shift));
    bytes_.append(part);
  }

  std::string bytes_;
};

/// What key code draws that makes, opens or rewraps the keys of this context. `backup` names what made the archive file
/// whose number stands there; empty for a key that is not for one archive file.
DrawName drawn_for(const crypto::KeyContext& of, std::string_view backup);

/// The master key that a KMS has of a pool or copy.
DrawName drawn_for_master_key(std::string_view kms, const crypto::KeyAttributes& of);

/// One attempt at what a name says: its bytes are those of no other attempt at the same name, of this boot or an
/// earlier one. The attempt is counted when the first byte is drawn.
class Draws : public crypto::Rng {
 public:
  /// Goes on with the bytes of a later part (a chunk), which do not depend on what was drawn before. It begins with
  /// part 0. Throws std::logic_error for a part that was drawn from or passed: its bytes may be a nonce that was used.
  virtual crypto::Rng& part(std::uint32_t number) = 0;
};

/// For implementations: which part is drawn from.
class DrawnPart {
 public:
  std::uint32_t number() const { return number_; }
  void draws() { drawn_ = true; }
  /// Throws std::logic_error.
  void go_to(std::uint32_t number);

 private:
  std::uint32_t number_ = 0;
  bool drawn_ = false;
};

}  // namespace keycell::model
