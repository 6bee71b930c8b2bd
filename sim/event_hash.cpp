#include "sim/event_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>
#include <cstring>

#include "model/event_fields.h"

namespace keycell::sim {
namespace {

/// Long runs of bytes enter by their own hash, so that an event is hashed in one short call.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void put(std::uint64_t value) {
    static_assert(std::endian::native == std::endian::little, "marks are made of little-endian numbers");
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof value);
  }
  void put(View bytes) {
    constexpr std::size_t shortBytes = 64;
    put(std::uint64_t{bytes.size()});
    if (bytes.size() <= shortBytes) {
      out_.append(text_of(bytes));
    } else {
      put(std::uint64_t{XXH3_64bits(bytes.data(), bytes.size())});
    }
  }
  void put(std::string_view text) { put(view_of(text)); }
  void put(model::SecretView secret) { put(secret.bytes); }
  void put(model::Nanos time) { put(static_cast<std::uint64_t>(time.count())); }
  void put(model::CallId call) { put(call.value); }
  void put(crypto::SecretId id) { put(std::uint64_t{id.ordinal}); }
  void put(std::span<const model::FieldSpan> fields) {
    put(std::uint64_t{fields.size()});
    for (const auto& field : fields)
      put((std::uint64_t{field.offset} << 32) ^ (std::uint64_t{field.length} << 8) ^
          static_cast<std::uint64_t>(field.field_class));
  }
  template <class Value>
  requires std::is_integral_v<Value> || std::is_enum_v<Value>
  void put(Value value) { put(static_cast<std::uint64_t>(value)); }

 private:
  std::string& out_;
};

}  // namespace

std::uint64_t EventHasher::mark(const model::Event& event) {
  scratch_.clear();
  Writer writer(scratch_);
  writer.put(event.time);
  writer.put(event.host);
  writer.put(std::uint64_t{event.body.index()});
  std::visit(
      [&](const auto& body) {
        model::visit_fields(body, [&](std::string_view, const auto& value) { writer.put(value); });
      },
      event.body);
  return XXH3_64bits(scratch_.data(), scratch_.size());
}

std::uint64_t EventHasher::roll(std::uint64_t hash, std::uint64_t mark) {
  return XXH3_64bits_withSeed(&mark, sizeof mark, hash);
}

}  // namespace keycell::sim
