#include "model/content.h"

#include <cstring>

namespace keycell::model {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): a bijection of 64 bits that looks random.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

}  // namespace

Bytes content_of(std::string_view client, std::string_view request, std::uint32_t chunk, std::size_t size_bytes) {
  std::uint64_t state = mixed(chunk);
  for (const std::string_view name : {client, request}) {
    state = mixed(state ^ name.size());
    for (const char c : name) state = mixed(state ^ static_cast<unsigned char>(c));
  }
  Bytes content(size_bytes);
  for (std::size_t at = 0; at < size_bytes; at += sizeof state) {
    state = mixed(state);
    std::memcpy(content.data() + at, &state, std::min(sizeof state, size_bytes - at));
  }
  return content;
}

}  // namespace keycell::model
