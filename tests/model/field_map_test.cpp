// The field map: every field states its class, and the walker agrees with a second encoder that is written here from
// protobuf's wire format.

#include "model/protocol/field_map.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/protocol/commcell.pb.h"

namespace keycell::protocol {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using model::FieldClass;
using model::FieldSpan;

/// E.g. "4+12 id".
std::vector<std::string> texts(const std::vector<FieldSpan>& spans) {
  std::vector<std::string> result;
  for (const FieldSpan& span : spans) {
    result.push_back(std::to_string(span.offset) + "+" + std::to_string(span.length) + " " +
                     std::string(name_of(span.field_class)));
  }
  return result;
}

std::vector<FieldSpan> spans_of(const Message& message) {
  std::vector<FieldSpan> spans;
  EXPECT_TRUE(map_fields(*message.GetDescriptor(), view_of(message.SerializeAsString()), 0, spans));
  return spans;
}

// --- the second encoder ----------------------------------------------------------------------------------------------

struct Encoded {
  Bytes bytes;
  std::vector<FieldSpan> spans;
};

void put_varint(Bytes& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to.push_back(static_cast<std::uint8_t>(value | 0x80));
  to.push_back(static_cast<std::uint8_t>(value));
}

FieldClass stated_class(const FieldDescriptor& field) {
  const std::string word = Secrecy_Name(field.options().GetExtension(secrecy));
  if (word == "PUBLIC") return FieldClass::open;
  if (word == "ID") return FieldClass::id;
  if (word == "WRAPPED_KEY") return FieldClass::wrappedKey;
  if (word == "CIPHERTEXT") return FieldClass::ciphertext;
  if (word == "NONCE") return FieldClass::nonce;
  return FieldClass::unknown;
}

Encoded encoded(const Message& message);

void put_number(Encoded& to, const FieldDescriptor& field, std::uint64_t value) {
  put_varint(to.bytes, static_cast<std::uint64_t>(field.number()) << 3);
  const std::size_t at = to.bytes.size();
  put_varint(to.bytes, value);
  to.spans.push_back(
      {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(to.bytes.size() - at), stated_class(field)});
}

void put_tag_and_length(Encoded& to, const FieldDescriptor& field, std::size_t length) {
  put_varint(to.bytes, static_cast<std::uint64_t>(field.number()) << 3 | 2);
  put_varint(to.bytes, length);
}

void put_text(Encoded& to, const FieldDescriptor& field, const std::string& value) {
  put_tag_and_length(to, field, value.size());
  to.spans.push_back(
      {static_cast<std::uint32_t>(to.bytes.size()), static_cast<std::uint32_t>(value.size()), stated_class(field)});
  append(to.bytes, view_of(value));
}

void put_message(Encoded& to, const FieldDescriptor& field, const Message& value) {
  const Encoded inner = encoded(value);
  put_tag_and_length(to, field, inner.bytes.size());
  const auto base = static_cast<std::uint32_t>(to.bytes.size());
  for (const FieldSpan& span : inner.spans) to.spans.push_back({base + span.offset, span.length, span.field_class});
  append(to.bytes, inner.bytes);
}

Encoded encoded(const Message& message) {
  Encoded result;
  std::vector<const FieldDescriptor*> set;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &set);  // in ascending order, like the encoding
  for (const FieldDescriptor* field : set) {
    if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i)
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
          put_message(result, *field, reflection.GetRepeatedMessage(message, field, i));
        else
          put_text(result, *field, reflection.GetRepeatedString(message, field, i));
      continue;
    }
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_UINT32: put_number(result, *field, reflection.GetUInt32(message, field)); break;
      case FieldDescriptor::CPPTYPE_UINT64: put_number(result, *field, reflection.GetUInt64(message, field)); break;
      case FieldDescriptor::CPPTYPE_BOOL: put_number(result, *field, reflection.GetBool(message, field)); break;
      case FieldDescriptor::CPPTYPE_ENUM:
        put_number(result, *field, static_cast<std::uint64_t>(reflection.GetEnumValue(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_STRING: put_text(result, *field, reflection.GetString(message, field)); break;
      case FieldDescriptor::CPPTYPE_MESSAGE: put_message(result, *field, reflection.GetMessage(message, field)); break;
      default: ADD_FAILURE() << field->full_name() << " is of a type that this test does not encode";
    }
  }
  return result;
}

// --- any message -----------------------------------------------------------------------------------------------------

/// Sizes around 128, where a length takes a second byte.
std::string any_text(const FieldDescriptor& field) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 300);
  const bool is_utf8 = field.type() == FieldDescriptor::TYPE_STRING;
  return *rc::gen::container<std::string>(
      size, is_utf8 ? rc::gen::inRange('a', static_cast<char>('z' + 1)) : rc::gen::arbitrary<char>());
}

void fill(Message& message) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()) {
      const int count = *rc::gen::inRange(0, 4);
      for (int n = 0; n < count; ++n)
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
          fill(*reflection.AddMessage(&message, &field));
        else
          reflection.AddString(&message, &field, any_text(field));
      continue;
    }
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection.SetUInt32(&message, &field, *rc::gen::arbitrary<std::uint32_t>());
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        reflection.SetUInt64(&message, &field, *rc::gen::arbitrary<std::uint64_t>());
        break;
      case FieldDescriptor::CPPTYPE_BOOL: reflection.SetBool(&message, &field, *rc::gen::arbitrary<bool>()); break;
      case FieldDescriptor::CPPTYPE_ENUM: reflection.SetEnumValue(&message, &field, *rc::gen::inRange(0, 3)); break;
      case FieldDescriptor::CPPTYPE_STRING: reflection.SetString(&message, &field, any_text(field)); break;
      case FieldDescriptor::CPPTYPE_MESSAGE: fill(*reflection.MutableMessage(&message, &field)); break;
      default: RC_FAIL("a field of a type that this test does not make");
    }
  }
}

/// One of the bodies, with all its fields.
Request any_request() {
  Request request;
  const int body = *rc::gen::inRange(0, Request::descriptor()->field_count());
  fill(*request.GetReflection()->MutableMessage(&request, Request::descriptor()->field(body)));
  return request;
}

// --- classes ---------------------------------------------------------------------------------------------------------

TEST(FieldMap, EveryFieldOfTheProtocolStatesItsClass) { EXPECT_EQ(fields_without_class(), std::vector<std::string>()); }

// The twin: a protocol in which somebody forgot the class.
TEST(FieldMap, AFieldThatStatesNoClassIsUnknown) {
  static google::protobuf::DescriptorPool pool;  // the map is compiled once a type, so the type lives for ever
  google::protobuf::FileDescriptorProto file;
  file.set_name("careless.proto");
  auto& message = *file.add_message_type();
  message.set_name("Careless");
  auto& field = *message.add_field();
  field.set_name("key");
  field.set_number(1);
  field.set_type(google::protobuf::FieldDescriptorProto::TYPE_BYTES);
  field.set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  std::vector<FieldSpan> spans;
  EXPECT_TRUE(map_fields(*built->message_type(0), Bytes{0x0a, 2, 7, 7}, 0, spans));
  EXPECT_EQ(texts(spans), (std::vector<std::string>{"2+2 unknown"}));
}

TEST(FieldMap, NoFieldOfTheProtocolIsASecret) {
  EXPECT_EQ(Secrecy_descriptor()->FindValueByName("SECRET"), nullptr)
      << "plaintext keys travel as attachments, because protobuf cannot wipe";
}

// --- offsets ---------------------------------------------------------------------------------------------------------

TEST(FieldMap, SpansOfAReplyLieWhereItsFieldsLie) {
  Reply reply;
  reply.set_status(OK);
  reply.set_job(300);
  reply.add_master_key("mk-1");
  reply.add_master_key("mk-22");
  reply.set_wrapped_kek("wrap");
  // 08 01 | 18 ac 02 | 2a 04 mk-1 | 2a 05 mk-22 | 32 04 wrap
  EXPECT_EQ(texts(spans_of(reply)),
            (std::vector<std::string>{"1+1 public", "3+2 id", "7+4 id", "13+5 id", "20+4 wrapped-key"}));
}

TEST(FieldMap, FieldsOfANestedMessageAreSeenInIt) {
  Request request;
  request.mutable_write_chunk()->set_archive_file(5);
  request.mutable_write_chunk()->set_record("ciphertext");
  // 32 0e | 08 05 | 1a 0a ciphertext
  EXPECT_EQ(texts(spans_of(request)), (std::vector<std::string>{"3+1 id", "6+10 ciphertext"}));
}

TEST(FieldMap, OffsetsAreShiftedByTheBase) {
  Reply reply;
  reply.set_job(1);
  std::vector<FieldSpan> spans;
  EXPECT_TRUE(map_fields(*Reply::descriptor(), view_of(reply.SerializeAsString()), 100, spans));
  EXPECT_EQ(texts(spans), (std::vector<std::string>{"101+1 id"}));
}

// Somebody's newer protocol, or bytes smuggled past the parser: what the descriptors do not name must not look public.
TEST(FieldMap, FieldsThatTheDescriptorsDoNotNameAreUnknown) {
  const Bytes varint{0xa0, 0x06, 0x07};                                // field 100
  const Bytes fixed64{0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8};             // field 100
  const Bytes fixed32{0xa5, 0x06, 1, 2, 3, 4};                         // field 100
  const Bytes unknown_body{0xea, 0x07, 3, 9, 9, 9};                    // field 125 of Request
  const Bytes inside_a_known_body{0x52, 5, 0x0a, 1, 'k', 0x10, 0x07};  // KmsWrap with a field 2
  const auto spans_in = [](const Bytes& bytes) {
    std::vector<FieldSpan> spans;
    EXPECT_TRUE(map_fields(*Request::descriptor(), bytes, 0, spans));
    return texts(spans);
  };
  EXPECT_EQ(spans_in(varint), (std::vector<std::string>{"2+1 unknown"}));
  EXPECT_EQ(spans_in(fixed64), (std::vector<std::string>{"2+8 unknown"}));
  EXPECT_EQ(spans_in(fixed32), (std::vector<std::string>{"2+4 unknown"}));
  EXPECT_EQ(spans_in(unknown_body), (std::vector<std::string>{"3+3 unknown"}));
  EXPECT_EQ(spans_in(inside_a_known_body), (std::vector<std::string>{"4+1 id", "6+1 unknown"}));
}

TEST(FieldMap, WhatIsNoMessageIsSaidToBeNone) {
  const std::vector<Bytes> damaged{
      {0x80},                                                                 // a tag that does not end
      {0x0a, 5, 1, 2},                                                        // longer than what follows
      {0x08, 0x80},                                                           // a number that does not end
      {0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},  // a number of eleven bytes
      {0x0b},                                                                 // a group: proto3 has none
      {0x09, 1, 2, 3},                                                        // half a fixed64
      {0x52, 3, 0x0a, 9, 'k'},                                                // damage inside a nested message
  };
  for (const Bytes& bytes : damaged) {
    std::vector<FieldSpan> spans;
    EXPECT_FALSE(map_fields(*Request::descriptor(), bytes, 0, spans)) << testing::PrintToString(bytes);
  }
}

// --- laws ------------------------------------------------------------------------------------------------------------

RC_GTEST_PROP(FieldMap, AgreesWithTheSecondEncoder, ()) {
  const Request request = any_request();
  const Encoded expected = encoded(request);
  // Spans and framing cover the bytes: the second encoder wrote every one of them.
  RC_ASSERT(bytes_of(view_of(request.SerializeAsString())) == expected.bytes);
  RC_ASSERT(texts(spans_of(request)) == texts(expected.spans));
}

RC_GTEST_PROP(FieldMap, AgreesWithTheSecondEncoderOnReplies, ()) {
  Reply reply;
  fill(reply);
  const Encoded expected = encoded(reply);
  RC_ASSERT(bytes_of(view_of(reply.SerializeAsString())) == expected.bytes);
  RC_ASSERT(texts(spans_of(reply)) == texts(expected.spans));
}

void check_spans_lie_inside(const Bytes& bytes) {
  constexpr std::uint32_t base = 4;
  std::vector<FieldSpan> spans;
  map_fields(*Request::descriptor(), bytes, base, spans);
  std::uint64_t end = base;
  for (const FieldSpan& span : spans) {
    RC_ASSERT(span.offset >= end);  // in order, no two share a byte
    end = std::uint64_t{span.offset} + span.length;
    RC_ASSERT(end <= base + bytes.size());
  }
}

RC_GTEST_PROP(FieldMap, SpansOfArbitraryBytesLieInside, ()) { check_spans_lie_inside(*rc::gen::arbitrary<Bytes>()); }

// Damaged messages get further into the walker than arbitrary bytes do.
RC_GTEST_PROP(FieldMap, SpansOfADamagedMessageLieInside, ()) {
  Bytes bytes = encoded(any_request()).bytes;
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = *rc::gen::arbitrary<std::uint8_t>();
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  check_spans_lie_inside(bytes);
}

}  // namespace
}  // namespace keycell::protocol
