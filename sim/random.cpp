#include "sim/random.h"

#include <Random123/philox.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace keycell::sim {
namespace {

/// Numbers and texts as bytes that nothing else has: each text with its length.
class Digest {
 public:
  Digest& number(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
  }
  Digest& text(View text) {
    number(text.size());
    append(bytes_, text);
    return *this;
  }
  DrawKey key() const {
    const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
    return {.low = hash.low64, .high = hash.high64};
  }

 private:
  Bytes bytes_;
};

}  // namespace

std::uint64_t stable_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

// --- a stream ------------------------------------------------------------------------------------------------------

PhiloxStream::PhiloxStream(Seed seed, std::uint32_t purpose, std::string_view entity)
    : key_(Digest().number(seed.value).number(purpose).text(view_of(entity)).key()) {}

PhiloxStream::PhiloxStream(Seed seed, model::Stream stream, const model::DrawName& name)
    : key_(Digest()
               .number(seed.value)
               .number(static_cast<std::uint64_t>(stream))
               .text(view_of("of no host"))
               .text(name.bytes())
               .key()) {}

void PhiloxStream::begin_part(std::uint32_t part) {
  part_ = part;
  blocks_ = 0;
  left_ = 0;
}

void PhiloxStream::refill() {
  const auto lower = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto upper = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  const r123::Philox4x32 philox;
  // Half of the name is the key, half is in the counter: all 128 bits tell streams apart.
  const r123::Philox4x32::ctr_type counter{{blocks_, part_, lower(key_.high), upper(key_.high)}};
  const r123::Philox4x32::key_type key{{lower(key_.low), upper(key_.low)}};
  const auto block = philox(counter, key);
  for (std::size_t word = 0; word < 4; ++word)
    for (std::size_t byte = 0; byte < 4; ++byte)
      block_[4 * word + byte] = static_cast<std::uint8_t>(block[word] >> (8 * byte));
  left_ = block_.size();
  if (++blocks_ == 0) throw std::logic_error("a stream of randomness is used up");
}

void PhiloxStream::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    if (left_ == 0) refill();
    const std::size_t size = std::min(left_, out.size());
    const auto from = block_.begin() + static_cast<std::ptrdiff_t>(block_.size() - left_);
    std::copy_n(from, size, out.begin());
    left_ -= size;
    out = out.subspan(size);
  }
}

std::uint64_t PhiloxStream::next() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return value;
}

// --- a host --------------------------------------------------------------------------------------------------------

class HostRandomness::Attempt final : public model::Draws {
 public:
  Attempt(HostRandomness& host, model::Stream stream, const DrawKey& name)
      : host_(host), decides_(!model::draws_bytes_only(stream)), name_(name) {}

  void fill(std::span<std::uint8_t> out) override {
    if (!stream_) {
      if (decides_) host_.decided_ = true;
      const std::uint32_t attempt = host_.counts_.next(name_);
      stream_.emplace(Digest().number(name_.low).number(name_.high).number(host_.seed_.value).number(attempt).key());
      stream_->begin_part(part_.number());
    }
    part_.draws();
    stream_->fill(out);
  }

  crypto::Rng& part(std::uint32_t number) override {
    part_.go_to(number);
    if (stream_) stream_->begin_part(number);
    return *this;
  }

 private:
  HostRandomness& host_;
  bool decides_;
  DrawKey name_;
  model::DrawnPart part_;
  std::optional<PhiloxStream> stream_;
};

std::unique_ptr<model::Draws> HostRandomness::random(model::Stream stream, const model::DrawName& name) {
  const DrawKey key = Digest().number(static_cast<std::uint64_t>(stream)).text(view_of(host_)).text(name.bytes()).key();
  return std::make_unique<Attempt>(*this, stream, key);
}

PhiloxStream HostRandomness::sequence(model::Stream stream) const {
  return {seed_, static_cast<std::uint32_t>(stream), host_};
}

}  // namespace keycell::sim
