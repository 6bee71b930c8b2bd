#include "model/protocol/field_map.h"

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>

#include "model/protocol/commcell.pb.h"

namespace keycell::protocol {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using model::FieldClass;

/// What the walker must know of one message type, by field number.
struct Table {
  struct Entry {
    FieldClass field_class = FieldClass::unknown;
    const Table* nested = nullptr;
  };
  std::vector<Entry> entries;
};

const Table& table_of(const Descriptor& type) {
  // Looked up by address, never iterated: the order of addresses reaches nothing.
  static std::map<const Descriptor*, std::unique_ptr<Table>> tables;
  auto& slot = tables[&type];
  if (slot) return *slot;
  slot = std::make_unique<Table>();
  Table& table = *slot;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const auto number = static_cast<std::size_t>(field.number());
    if (table.entries.size() <= number) table.entries.resize(number + 1);
    table.entries[number].field_class = class_of(field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
      table.entries[number].nested = &table_of(*field.message_type());
  }
  return table;
}

/// Reads a base-128 number; false at the end of the bytes or after ten bytes.
bool read_varint(View bytes, std::size_t& at, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 70 && at < bytes.size(); shift += 7) {
    const std::uint8_t byte = bytes[at++];
    if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool walk(const Table& table, View bytes, std::uint32_t base, std::vector<model::FieldSpan>& out, int depth) {
  constexpr int maxDepth = 16;
  if (depth > maxDepth) return false;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::uint64_t tag = 0;
    if (!read_varint(bytes, at, tag)) return false;
    const std::uint64_t number = tag >> 3;
    const Table::Entry entry =
        number < table.entries.size() ? table.entries[static_cast<std::size_t>(number)] : Table::Entry{};
    std::size_t start = at;
    std::uint64_t length = 0;
    switch (tag & 7) {
      case 0: {
        std::uint64_t ignored = 0;
        if (!read_varint(bytes, at, ignored)) return false;
        length = at - start;
        break;
      }
      case 1: length = 8; break;
      case 5: length = 4; break;
      case 2:
        if (!read_varint(bytes, at, length)) return false;
        start = at;
        break;
      default: return false;
    }
    if (length > bytes.size() - start) return false;
    at = start + static_cast<std::size_t>(length);
    if (entry.nested != nullptr && (tag & 7) == 2) {
      if (!walk(*entry.nested, bytes.subspan(start, static_cast<std::size_t>(length)),
                base + static_cast<std::uint32_t>(start), out, depth + 1))
        return false;
      continue;
    }
    out.push_back({base + static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(length), entry.field_class});
  }
  return true;
}

}  // namespace

FieldClass class_of(const FieldDescriptor& field) {
  switch (field.options().GetExtension(secrecy)) {
    case PUBLIC: return FieldClass::open;
    case ID: return FieldClass::id;
    case WRAPPED_KEY: return FieldClass::wrappedKey;
    case CIPHERTEXT: return FieldClass::ciphertext;
    case NONCE: return FieldClass::nonce;
    default: return FieldClass::unknown;
  }
}

bool map_fields(const Descriptor& type, View encoded, std::uint32_t base, std::vector<model::FieldSpan>& out) {
  return walk(table_of(type), encoded, base, out, 0);
}

std::vector<std::string> fields_without_class() {
  std::vector<std::string> missing;
  const google::protobuf::FileDescriptor& file = *Request::descriptor()->file();
  for (int m = 0; m < file.message_type_count(); ++m) {
    const Descriptor& type = *file.message_type(m);
    for (int f = 0; f < type.field_count(); ++f)
      if (class_of(*type.field(f)) == FieldClass::unknown) missing.push_back(type.field(f)->full_name());
  }
  return missing;
}

}  // namespace keycell::protocol
