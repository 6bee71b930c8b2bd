#pragma once
// Seeded streams of randomness, counter-based (Philox 4x32-10, Salmon et al. 2011). What is drawn has a name
// (model/draws.h): the bytes depend on seed, stream, host, name and attempt, on nothing else.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/random.h"
#include "model/draws.h"
#include "model/world.h"
#include "sim/run.h"

namespace keycell::sim {

/// 128 bits made of everything that names a stream.
struct DrawKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const DrawKey&) const = default;
};

/// One sequence of bytes, or one for each part.
class PhiloxStream : public crypto::Rng {
 public:
  /// `purpose` separates the streams of one entity.
  PhiloxStream(Seed seed, std::uint32_t purpose, std::string_view entity);
  /// Something with a name that no host draws, such as an input of the scenario.
  PhiloxStream(Seed seed, model::Stream stream, const model::DrawName& name);
  explicit PhiloxStream(const DrawKey& key) : key_(key) {}

  void fill(std::span<std::uint8_t> out) override;
  std::uint64_t next();
  void begin_part(std::uint32_t part);
  bool was_drawn_from() const { return part_ != 0 || blocks_ != 0; }

 private:
  void refill();
  DrawKey key_;
  std::uint32_t part_ = 0;
  std::uint32_t blocks_ = 0;
  std::array<std::uint8_t, 16> block_{};
  std::size_t left_ = 0;
};

/// How often each name was drawn on a host. It lives as long as the host, whatever its power does, and belongs to an
/// image of the whole host: one that is set back draws again what it drew. An older disk that is put in sets nothing
/// back.
class DrawCounts {
 public:
  /// 0, 1, 2, ... for one name.
  std::uint32_t next(const DrawKey& name) { return counts_[name]++; }

 private:
  struct Hash {
    std::size_t operator()(const DrawKey& key) const { return key.low; }
  };
  std::unordered_map<DrawKey, std::uint32_t, Hash> counts_;  // asked by name only: its order reaches nothing
};

/// What is drawn on one host, and how often.
class HostRandomness {
 public:
  HostRandomness(Seed seed, std::string_view host) : seed_(seed), host_(host) {}
  HostRandomness(const HostRandomness&) = delete;
  HostRandomness& operator=(const HostRandomness&) = delete;

  /// As model::World::random. Must not outlive this.
  std::unique_ptr<model::Draws> random(model::Stream stream, const model::DrawName& name);
  /// A sequence of the host itself, for what has no name: what becomes of unsynced writes.
  PhiloxStream sequence(model::Stream stream) const;

  DrawCounts& counts() { return counts_; }
  const DrawCounts& counts() const { return counts_; }
  /// Whether a name was drawn from a stream that decides what happens.
  bool has_decided() const { return decided_; }

 private:
  class Attempt;
  Seed seed_;
  std::string host_;
  DrawCounts counts_;
  bool decided_ = false;
};

/// The same bytes have the same mark on every machine and in every build.
std::uint64_t stable_hash(std::string_view text);

}  // namespace keycell::sim
