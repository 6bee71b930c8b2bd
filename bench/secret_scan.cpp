// How fast the watch looks for any 8 bytes of many secrets, beside one memmem per secret, which finds whole secrets
// only.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "bench/measure.h"
#include "properties/window_table.h"
#include "sim/random.h"

namespace keycell::bench {
namespace {

constexpr std::size_t dataBytes = std::size_t{64} << 20;
constexpr std::size_t secretBytes = 32;
constexpr std::array<std::size_t, 3> bufferBytes{512, 4096, std::size_t{1} << 20};
constexpr std::size_t mostForMemmem = 100;
constexpr int repetitions = 5;

Bytes random_bytes(std::string_view of, std::size_t size) {
  sim::PhiloxStream stream(sim::Seed{1}, static_cast<std::uint32_t>(model::Stream::workload), of);
  Bytes bytes(size);
  stream.fill(bytes);
  return bytes;
}

double gigabytes_per_s(std::size_t bytes, double seconds) { return static_cast<double>(bytes) / 1e9 / seconds; }

/// Sightings end up here, so that no scan is optimised away.
std::size_t sightings = 0;

double scan(const properties::WindowTable& table, View data, std::size_t buffer) {
  const double started = cpu_seconds();
  for (std::size_t at = 0; at < data.size(); at += buffer)
    sightings += table.scan(data.subspan(at, std::min(buffer, data.size() - at))).size();
  return gigabytes_per_s(data.size(), cpu_seconds() - started);
}

/// Over a part of the data, the smaller the more secrets there are.
double memmem_each(View secrets, View data) {
  const std::size_t count = secrets.size() / secretBytes;
  const View part = data.first(std::min(data.size(), 4 * data.size() / count));
  const double started = cpu_seconds();
  for (std::size_t i = 0; i < count; ++i)
    sightings += ::memmem(part.data(), part.size(), secrets.data() + i * secretBytes, secretBytes) != nullptr ? 1 : 0;
  return gigabytes_per_s(part.size(), cpu_seconds() - started);
}

void print() {
  const Bytes data = random_bytes("data", dataBytes);
  fmt::print(
      "Scan of {} MiB of random bytes for any 8 bytes of secrets of {} bytes, one core; median processor time of {}\n",
      dataBytes >> 20, secretBytes, repetitions);
  fmt::print("alternating runs; target: >= 1 GB/s with 10,000 secrets\n\n");
  fmt::print("{:>10}{:>18}{:>18}{:>18}{:>22}{:>10}\n", "secrets", "GB/s, 512 B", "GB/s, 4 KiB", "GB/s, 1 MiB",
             "GB/s, memmem each", "ratio");
  for (const std::size_t count : {10U, 100U, 1000U, 10000U}) {
    const Bytes secrets = random_bytes("secrets", count * secretBytes);
    properties::WindowTable table;
    for (std::size_t i = 0; i < count; ++i)
      table.add({static_cast<std::uint32_t>(i + 1)}, View(secrets).subspan(i * secretBytes, secretBytes));
    std::vector<Variant> variants;
    for (const std::size_t buffer : bufferBytes)
      variants.push_back({std::to_string(buffer), [&, buffer] { return scan(table, data, buffer); }});
    if (count <= mostForMemmem) variants.push_back({"memmem", [&] { return memmem_each(secrets, data); }});
    const Figures rates(variants, repetitions);
    fmt::print("{:>10}", count);
    for (std::size_t i = 0; i < bufferBytes.size(); ++i) fmt::print("{:>18.2f}", rates.median_of(i));
    if (count <= mostForMemmem)
      fmt::print("{:>22.3f}{:>10.1f}", rates.median_of(3), rates.median_of(2) / rates.median_of(3));
    fmt::print("\n");
  }
  if (sightings > 0) fmt::print("{} sightings\n", sightings);
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
