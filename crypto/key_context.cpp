#include "crypto/key_context.h"

#include <array>

#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

/// Big-endian.
std::array<std::uint8_t, 8> eight_bytes(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return bytes;
}

}  // namespace

KeyContext protection_of(const KeyContext& data_key) {
  return {.owner = data_key.owner, .version = data_key.version, .purpose = KeyPurpose::protectsDataKeys};
}

KeyContext next_version(KeyContext context) {
  ++context.version;
  return context;
}

Bytes canonical(const KeyContext& context) {
  return RowWriter()
      .field(view_of(context.owner.commcell_id))
      .field(view_of(context.owner.policy))
      .field(view_of(context.owner.copy))
      .field(eight_bytes(context.version))
      .field(eight_bytes(static_cast<std::uint64_t>(context.purpose)))
      .field(view_of(context.copy))
      .field(view_of(context.client))
      .field(eight_bytes(context.archive_file))
      .take();
}

}  // namespace keycell::crypto
