// How fast the watch looks for any 8 bytes of many secrets, beside Hyperscan and one memmem per secret, which find
// whole secrets only; and what all forms cost together.

#include <fmt/format.h>
#ifdef KEYCELL_HYPERSCAN
#include <hs.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "bench/measure.h"
#include "properties/scanner.h"
#include "sim/random.h"

namespace keycell::bench {
namespace {

constexpr std::size_t dataBytes = std::size_t{64} << 20;
constexpr std::size_t secretBytes = 32;
constexpr std::array<std::size_t, 3> bufferBytes{512, 4096, std::size_t{1} << 20};
constexpr std::array<std::size_t, 4> secretCounts{10, 100, 1000, 10000};
constexpr int repetitions = 5;

Bytes random_bytes(std::string_view of, std::size_t size) {
  sim::PhiloxStream stream(sim::Seed{1}, static_cast<std::uint32_t>(model::Stream::workload), of);
  Bytes bytes(size);
  stream.fill(bytes);
  return bytes;
}

View secret_of(View secrets, std::size_t number) { return secrets.subspan(number * secretBytes, secretBytes); }

double gigabytes_per_s(std::size_t bytes, double seconds) { return static_cast<double>(bytes) / 1e9 / seconds; }

/// Sightings end up here, so that no scan is optimised away.
std::size_t sightings = 0;

template <class Look>
double rate(View data, std::size_t buffer, Look look) {
  const double started = cpu_seconds();
  for (std::size_t at = 0; at < data.size(); at += buffer)
    sightings += look(data.subspan(at, std::min(buffer, data.size() - at)));
  return gigabytes_per_s(data.size(), cpu_seconds() - started);
}

/// Over a part of the data, the smaller the more secrets there are.
double memmem_each(View secrets, View data) {
  const std::size_t count = secrets.size() / secretBytes;
  const View part = data.first(std::min(data.size(), 4 * data.size() / count));
  return rate(part, part.size(), [&](View bytes) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; ++i)
      found += ::memmem(bytes.data(), bytes.size(), secret_of(secrets, i).data(), secretBytes) != nullptr ? 1 : 0;
    return found;
  });
}

/// Hyperscan's literal matcher, if the machine has it; else NaN.
class Hyperscan {
 public:
#ifdef KEYCELL_HYPERSCAN
  explicit Hyperscan(View secrets) {
    const std::size_t count = secrets.size() / secretBytes;
    std::vector<const char*> patterns;
    for (std::size_t i = 0; i < count; ++i)
      patterns.push_back(reinterpret_cast<const char*>(secret_of(secrets, i).data()));
    const std::vector<unsigned> flags(count, HS_FLAG_SINGLEMATCH);
    std::vector<unsigned> ids(count);
    for (std::size_t i = 0; i < count; ++i) ids[i] = static_cast<unsigned>(i);
    const std::vector<std::size_t> sizes(count, secretBytes);
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(patterns.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(count),
                             HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS)
      hs_free_compile_error(error);
    if (database_ != nullptr) hs_alloc_scratch(database_, &scratch_);
  }
  ~Hyperscan() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  Hyperscan(const Hyperscan&) = delete;
  Hyperscan& operator=(const Hyperscan&) = delete;

  double measure(View data, std::size_t buffer) const {
    if (scratch_ == nullptr) return std::nan("");
    return rate(data, buffer, [&](View bytes) {
      std::size_t found = 0;
      hs_scan(
          database_, reinterpret_cast<const char*>(bytes.data()), static_cast<unsigned>(bytes.size()), 0, scratch_,
          [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
            ++*static_cast<std::size_t*>(count);
            return 0;
          },
          &found);
      return found;
    });
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
#else
  explicit Hyperscan(View) {}
  double measure(View, std::size_t) const { return std::nan(""); }
#endif
};

/// The watch's own scanner, that of a run.
class Watch {
 public:
  Watch(View secrets, properties::Forms forms) : scanner_(forms) {
    for (std::uint32_t i = 0; i < secrets.size() / secretBytes; ++i)
      tell(model::SecretHeld{{i + 1}, crypto::KeyClass::dataKey, crypto::Arrival::generated, {secret_of(secrets, i)}});
  }
  double measure(View data, std::size_t buffer, model::Place place) {
    return rate(data, buffer, [&](View bytes) {
      return tell(model::Crossing{place, "commserve", "file", "block", bytes, {}});
    });
  }

 private:
  std::size_t tell(const model::EventBody& body) {
    return scanner_.finds({ordinal_++, model::Nanos(0), "commserve", body}).size();
  }
  properties::Scanner scanner_;
  std::uint64_t ordinal_ = 0;
};

void print_cell(double figure) { std::isnan(figure) ? fmt::print("{:>11}", "n/a") : fmt::print("{:>11.2f}", figure); }

void print_raw(View data) {
  fmt::print("Bytes as they are, GB/s; target: >= 1 GB/s with 10,000 secrets\n\n");
  fmt::print("{:>8}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}\n", "secrets", "512 B", "4 KiB", "1 MiB",
             "Hyperscan", "ratio", "memmem", "ratio", "");
  for (const std::size_t count : secretCounts) {
    const Bytes secrets = random_bytes("secrets", count * secretBytes);
    properties::WindowTable table;
    for (std::size_t i = 0; i < count; ++i) table.add(secret_of(secrets, i));
    const Hyperscan hyperscan(secrets);
    std::vector<Variant> variants;
    for (const std::size_t buffer : bufferBytes)
      variants.push_back({std::to_string(buffer), [&, buffer] {
                            return rate(data, buffer, [&](View bytes) { return table.scan(bytes).size(); });
                          }});
    variants.push_back({"Hyperscan", [&] { return hyperscan.measure(data, bufferBytes.back()); }});
    variants.push_back({"memmem", [&] { return memmem_each(secrets, data); }});
    const Figures rates(variants, repetitions);
    fmt::print("{:>8}", count);
    for (std::size_t i = 0; i < 4; ++i) print_cell(rates.median_of(i));
    print_cell(rates.median_of(2) / rates.median_of(3));
    fmt::print("{:>11.4f}{:>11.1f}\n", rates.median_of(4), rates.median_of(2) / rates.median_of(4));
  }
}

void print_forms(View data) {
  constexpr std::size_t page = 4096;
  fmt::print("\nAll forms, GB/s in buffers of 4 KiB\n\n{:>8}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}\n", "secrets", "raw",
             "text", "ratio", "pages", "ratio", "base64");
  for (const std::size_t count : secretCounts) {
    const Bytes secrets = random_bytes("secrets", count * secretBytes);
    Watch raw(secrets, {});
    Watch all(secrets, properties::Forms::all());
    Bytes letters = bytes_of(data.first(data.size() / 8));
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::uint8_t& letter : letters) letter = static_cast<std::uint8_t>(alphabet[letter % alphabet.size()]);
    const Figures rates({{"raw", [&] { return raw.measure(data, page, model::Place::wire); }},
                         {"text", [&] { return all.measure(data, page, model::Place::wire); }},
                         {"pages", [&] { return all.measure(data, page, model::Place::csdbPage); }},
                         {"base64", [&] { return all.measure(letters, page, model::Place::logLine); }}},
                        repetitions);
    fmt::print("{:>8}", count);
    print_cell(rates.median_of(0));
    print_cell(rates.median_of(1));
    print_cell(rates.median_of(1) / rates.median_of(0));
    print_cell(rates.median_of(2));
    print_cell(rates.median_of(2) / rates.median_of(0));
    print_cell(rates.median_of(3));
    fmt::print("\n");
  }
  fmt::print(
      "\ntext: hex, base64, UTF-16, reversed on random bytes; pages: pads too; base64: on bytes that are base64\n");
}

void print() {
  const Bytes data = random_bytes("data", dataBytes);
  fmt::print("Scan of {} MiB of random bytes for secrets of {} bytes, one core; median processor time of {}\n",
             dataBytes >> 20, secretBytes, repetitions);
  fmt::print("alternating runs\n\n");
  print_raw(data);
  print_forms(data);
  if (sightings > 0) fmt::print("{} sightings\n", sightings);
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
