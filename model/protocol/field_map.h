#pragma once
// Says of every byte of an encoded message which field it belongs to and how secret that is. A wire walker over a table
// compiled once from the descriptors: protobuf's reflection gives no byte offsets and hides unknown fields.

#include <vector>

#include "model/events.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace keycell::protocol {

/// Appends a span for each field of `encoded` (a message of this type) to `out`, offsets shifted by `base`.
/// Returns false for bytes that are no message; what was understood before the damage has been appended.
bool map_fields(const google::protobuf::Descriptor& type, View encoded, std::uint32_t base,
                std::vector<model::FieldSpan>& out);

/// What a field is annotated as.
model::FieldClass class_of(const google::protobuf::FieldDescriptor& field);

/// Checks that every field of every message of the protocol states its class; returns the names of those that do not.
std::vector<std::string> fields_without_class();

}  // namespace keycell::protocol
