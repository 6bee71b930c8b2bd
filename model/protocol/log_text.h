#pragma once
// What a log may say of a message: the fields that are public or an id, by name. Of any other field, and of one that
// nobody annotated, it says how long it is and never what it is.

#include <string>

namespace google::protobuf {
class Message;
}

namespace keycell::protocol {

/// e.g. `kms_unwrap {master_key "kms1-mk-1", wrapped_kek (wrapped-key, 40 bytes)}`. Of a long list the first few.
std::string log_text(const google::protobuf::Message& message);

}  // namespace keycell::protocol
