#include "model/messenger.h"

#include <google/protobuf/message.h>

#include "model/log_line.h"
#include "model/protocol/field_map.h"
#include "model/protocol/log_text.h"
#include "model/work_in_hand.h"

namespace keycell::model {
namespace {

constexpr std::string_view serviceName = "commcell";
constexpr std::size_t lengthBytes = 4;

/// The name of the request's body, e.g. "run_backup".
std::string_view kind_of(const protocol::Request& request) {
  const auto* field = protocol::Request::descriptor()->FindFieldByNumber(request.body_case());
  return field == nullptr ? std::string_view("empty") : std::string_view(field->name());
}

struct Payload {
  View message;
  std::optional<crypto::Disclosed> attachment;
};

/// Throws crypto::Refused for bytes that are no payload.
Payload split(View payload) {
  if (payload.size() < lengthBytes) throw crypto::Refused();
  const std::size_t length = (std::size_t{payload[0]} << 24) | (std::size_t{payload[1]} << 16) |
                             (std::size_t{payload[2]} << 8) | std::size_t{payload[3]};
  if (length > payload.size() - lengthBytes) throw crypto::Refused();
  Payload result{payload.subspan(lengthBytes, length), std::nullopt};
  const View rest = payload.subspan(lengthBytes + length);
  if (!rest.empty()) {
    if (rest[0] >= crypto::allKeyClasses.size()) throw crypto::Refused();
    result.attachment.emplace(crypto::allKeyClasses[rest[0]], crypto::WipedBuffer::copy_of(rest.subspan(1)));
  }
  return result;
}

template <class Message>
Message parse(View bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) throw crypto::Refused();
  return message;
}

Answer failure(protocol::Status status, const std::exception& error) {
  Answer answer;
  answer.reply.set_status(status);
  answer.reply.set_error(error.what());
  return answer;
}

}  // namespace

PacketHeader Messenger::begin_call(std::string_view to, const protocol::Request& request, Nanos deadline) {
  return world_.begin_call({.to = to, .service = serviceName, .kind = kind_of(request), .deadline = deadline});
}

Bytes Messenger::seal(const PacketHeader& header, const google::protobuf::Message& message, std::string_view what,
                      std::optional<crypto::Disclosed> attachment) {
  const auto access = crypto::SecretAccess::because("writes an attachment into a message");
  const std::size_t length = message.ByteSizeLong();
  const View attached = attachment ? attachment->bytes(access) : View{};
  crypto::WipedBuffer payload(lengthBytes + length + (attachment ? 1 + attached.size() : 0));
  const auto out = payload.writable();
  for (std::size_t i = 0; i < lengthBytes; ++i) out[i] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
  message.SerializeWithCachedSizesToArray(out.data() + lengthBytes);

  std::vector<FieldSpan> fields;
  protocol::map_fields(*message.GetDescriptor(), payload.view().subspan(lengthBytes, length),
                       static_cast<std::uint32_t>(lengthBytes), fields);
  if (attachment) {
    const std::size_t at = lengthBytes + length;
    out[at] = static_cast<std::uint8_t>(attachment->key_class());
    std::ranges::copy(attached, out.begin() + static_cast<std::ptrdiff_t>(at + 1));
    fields.push_back(
        {static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(attached.size()), FieldClass::secret});
  }
  return channels_.seal(header, what, payload.view(), fields);
}

Answer Messenger::open_reply(const PacketHeader& request, View wire) {
  std::optional<Answer> answer;
  try {
    const auto payload = channels_.open(request.reply(), wire);
    Payload parts = split(payload.view());
    answer = {parse<protocol::Reply>(parts.message), std::move(parts.attachment)};
  } catch (const crypto::Refused&) {  // told below
  }
  if (!answer) throw Unreadable(std::string(request.to) + ": its reply does not open");
  if (answer->reply.status() == protocol::UNREADABLE) throw Unreadable(answer->reply.error());
  if (answer->reply.status() != protocol::OK) throw RemoteError(answer->reply.status(), answer->reply.error());
  return std::move(*answer);
}

Answer Messenger::call(std::string_view to, const protocol::Request& request, Nanos deadline,
                       std::optional<crypto::Disclosed> attachment) {
  return call(begin_call(to, request, deadline), request, std::move(attachment));
}

Answer Messenger::call(const PacketHeader& header, const protocol::Request& request,
                       std::optional<crypto::Disclosed> attachment) {
  log_request("asks ", header, request);
  const Bytes wire = seal(header, request, header.kind, std::move(attachment));
  return told(header, [&] { return world_.call(header, wire); });
}

Answer Messenger::told(const PacketHeader& request, const std::function<Bytes()>& wait) {
  std::exception_ptr failure;
  std::string_view why;
  const auto failed = [&](const std::exception& error) {
    failure = std::current_exception();
    why = error.what();
  };
  try {
    Answer answer = open_reply(request, wait());
    log_reply("was told ", request, answer.reply);
    return answer;
  } catch (const CallFailed& error) {
    failed(error);
  } catch (const RemoteError& error) {
    failed(error);
  }
  if (world_.logs(LogLevel::info)) {  // and not in a catch block
    LogLine line;
    line << request.kind << " asked of " << request.to << ", " << request.call << ": " << why;
    world_.log(LogLevel::info, line.text());
  }
  std::rethrow_exception(failure);
}

// A line is put together only for a log that takes it.

void Messenger::log_request(std::string_view verb, const PacketHeader& header, const protocol::Request& request) {
  if (!world_.logs(LogLevel::debug)) return;
  const std::string_view peer = header.from == world_.self() ? header.to : header.from;
  LogLine line;
  line << verb << peer << ", " << header.call << ": " << protocol::log_text(request);
  world_.log(LogLevel::debug, line.text());
}

void Messenger::log_reply(std::string_view verb, const PacketHeader& header, const protocol::Reply& reply) {
  if (!world_.logs(LogLevel::debug)) return;
  const std::string_view peer = header.from == world_.self() ? header.to : header.from;
  LogLine line;
  line << verb << peer << ", " << header.call << ", reply to " << header.kind << ": " << protocol::log_text(reply);
  world_.log(LogLevel::debug, line.text());
}

void Messenger::log_outcome(const PacketHeader& header, std::string_view what, const protocol::Reply& reply) {
  if (!world_.logs(LogLevel::info)) return;
  LogLine line;
  line << what << " for " << header.from << ", " << header.call
       << (reply.status() == protocol::OK ? std::string_view(": done") : std::string_view(": failed, "))
       << reply.error();
  world_.log(LogLevel::info, line.text());
}

void Messenger::begin_work(const WorkBegan& work) {
  if (std::ranges::find(in_work_, work.call) == in_work_.end()) in_work_.push_back(work.call);
  world_.emit(work);
}

Messenger::Sent Messenger::transfer(const PacketHeader& header, const protocol::Request& request, DataEnd from_end,
                                    DataEnd to_end, std::uint64_t wire_bytes) {
  log_request("sends data to ", header, request);
  const Bytes wire = seal(header, request, header.kind, std::nullopt);
  const DataFlow flow{.from_end = from_end, .to_end = to_end, .wire_bytes = wire_bytes, .payload = wire};
  return {*this, header, world_.transfer(header, flow)};
}

Reply Messenger::answer(const RequestHandler& handler, const Request& request) {
  Answer answer;
  std::string_view what = "unreadable";
  bool is_readable = false;
  try {
    const auto payload = channels_.open(request.header, request.bytes);
    Payload parts = split(payload.view());
    Incoming incoming{request.header.call, request.header.from, parse<protocol::Request>(parts.message),
                      std::move(parts.attachment)};
    is_readable = true;
    what = kind_of(incoming.request);
    log_request("is asked by ", request.header, incoming.request);
    answer = handler(std::move(incoming));
    answer.reply.set_status(protocol::OK);
  } catch (const crypto::KmsUnavailable& error) {
    answer = failure(protocol::KMS_UNAVAILABLE, error);
  } catch (const crypto::KmsKeyMissing& error) {
    answer = failure(protocol::KMS_KEY_MISSING, error);
  } catch (const crypto::KmsKeyDisabled& error) {
    answer = failure(protocol::KMS_KEY_DISABLED, error);
  } catch (const crypto::KmsWrongKey& error) {
    answer = failure(protocol::KMS_WRONG_KEY, error);
  } catch (const DoesNotOpen& error) {
    answer = failure(protocol::KMS_DOES_NOT_OPEN, error);
  } catch (const crypto::KmsRefused& error) {
    answer = failure(protocol::KMS_REFUSED, error);
  } catch (const crypto::KeyUnrecoverable& error) {
    answer = failure(protocol::KEY_UNRECOVERABLE, error);
  } catch (const DataUnreadable& error) {
    answer = failure(protocol::DATA_UNREADABLE, error);
  } catch (const crypto::Refused& error) {
    if (is_readable) {
      answer = failure(protocol::REFUSED, error);
    } else {
      answer = failure(protocol::UNREADABLE, Unreadable(std::string(world_.self()) + ": the request does not open"));
    }
  } catch (const RequestRefused& error) {
    answer = failure(protocol::REFUSED, error);
  } catch (const LibraryFull& error) {
    answer = failure(protocol::LIBRARY_FULL, error);
  } catch (const StorageFailed& error) {
    answer = failure(protocol::STORAGE_FAILED, error);
  } catch (const Interrupted& error) {
    answer = failure(protocol::INTERRUPTED, error);
  } catch (const RemoteError& error) {
    answer = failure(error.status(), error);
  } catch (const CallFailed& error) {
    answer = failure(protocol::DOWNSTREAM_FAILED, error);
  }
  if (std::erase(in_work_, request.header.call) > 0) world_.emit(WorkEnded{request.header.call});
  if (!answer.reply.error().empty())
    world_.emit(Crossing{Place::errorText,
                         world_.self(),
                         request.header.from,
                         what,
                         view_of(answer.reply.error()),
                         {},
                         request.header.call});
  log_outcome(request.header, what, answer.reply);
  log_reply("answers ", request.header, answer.reply);
  // A secret must not lie in a table of answers: whoever asks for it twice is given it twice. What nobody is known to
  // have sealed must not stand in the way of the call that it names.
  const Keep keep = answer.attachment || !is_readable ? Keep::never : Keep::untilDeadline;
  return {seal(request.header.reply(), answer.reply, std::string(what) + " reply", std::move(answer.attachment)), keep};
}

void Messenger::serve(RequestHandler handler, Capacity capacity, AnswerReady ready) {
  world_.serve(
      std::string(serviceName),
      [this, handler = std::move(handler), ready = std::move(ready)](const Request& request) {
        const Nanos began = world_.now();
        Reply reply = answer(handler, request);
        if (ready) ready(request, began);
        return reply;
      },
      std::move(capacity));
}

}  // namespace keycell::model
