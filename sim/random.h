#pragma once
// Named, seeded streams of randomness, counter-based (Philox 4x32-10, Salmon et al. 2011): a draw depends on the seed,
// the stream, the host and how many draws this stream of this host made before, on nothing else.

#include <array>
#include <cstdint>
#include <string_view>

#include "crypto/random.h"
#include "model/world.h"
#include "sim/run.h"

namespace keycell::sim {

class PhiloxStream : public crypto::Rng {
 public:
  /// `purpose` separates the streams of one host, `entity` the hosts.
  PhiloxStream(Seed seed, std::uint32_t purpose, std::string_view entity);
  void fill(std::span<std::uint8_t> out) override;
  std::uint64_t next();

 private:
  void refill();
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint8_t, 16> block_{};
  std::size_t left_ = 0;
};

/// All streams of one host, made at first use.
class HostStreams {
 public:
  HostStreams(Seed seed, std::string_view host);
  PhiloxStream& operator[](model::Stream stream) { return streams_[static_cast<std::size_t>(stream)]; }

 private:
  std::array<PhiloxStream, model::streamCount> streams_;
};

/// The same bytes have the same mark on every machine and in every build.
std::uint64_t stable_hash(std::string_view text);

}  // namespace keycell::sim
