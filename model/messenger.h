#pragma once
// Requests and replies of the CommCell protocol over channels. A payload is: length of the message (u32, big-endian),
// the message, and, where a documented step sends a key in clear, the attachment (key class, then the key).

#include <functional>
#include <optional>

#include "crypto/disclose.h"
#include "model/channel.h"
#include "model/kms/key_service.h"
#include "model/protocol/commcell.pb.h"

namespace keycell::model {

/// The other side understood the request and did not do it.
class RemoteError final : public std::runtime_error {
 public:
  RemoteError(protocol::Status status, const std::string& text) : std::runtime_error(text), status_(status) {}
  protocol::Status status() const { return status_; }

 private:
  protocol::Status status_;
};

/// A request or its reply did not open: nobody is known to have sealed it for its call. As with a connection that
/// breaks, the other side may or may not have acted on it, and trying again may help.
class Unreadable final : public CallFailed {
 public:
  using CallFailed::CallFailed;
};

/// A request that makes no sense in the state that the cell is in.
class RequestRefused final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A chunk that does not fit into a library.
class LibraryFull final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A record that does not open; why, nobody is told.
class DataUnreadable final : public std::runtime_error {
 public:
  DataUnreadable(std::uint64_t archive_file, std::uint32_t chunk)
      : std::runtime_error("chunk " + std::to_string(chunk) + " of archive file " + std::to_string(archive_file) +
                           " does not open") {}
};

struct Answer {
  protocol::Reply reply;
  std::optional<crypto::Disclosed> attachment = std::nullopt;
};

struct Incoming {
  CallId call;
  std::string_view from;
  protocol::Request request;
  std::optional<crypto::Disclosed> attachment;
};

/// Does what a request asks. Known failures become error replies: crypto's errors, CallFailed, RequestRefused,
/// LibraryFull, StorageFailed, DataUnreadable.
using RequestHandler = std::function<Answer(Incoming)>;

/// `began`: when the work on the request began.
using AnswerReady = std::function<void(const Request& request, Nanos began)>;

class Messenger {
 public:
  Messenger(World& world, const Installation& installation, ChannelKind kind)
      : world_(world), channels_(world, installation, kind) {}

  /// Throws CallFailed and its kinds (Unreadable: a reply that does not open), RemoteError.
  Answer call(std::string_view to, const protocol::Request& request, Nanos deadline,
              std::optional<crypto::Disclosed> attachment = std::nullopt);

  /// A request that travelled as data. It must not outlive its messenger.
  class Sent {
   public:
    bool is_answered() const { return transfer_->is_answered(); }
    /// Waits; once. Throws as call() does.
    Answer answer() {
      return messenger_->told(header_, [this] { return transfer_->answer(); });
    }

   private:
    friend class Messenger;
    Sent(Messenger& messenger, const PacketHeader& header, std::unique_ptr<Transfer> transfer)
        : messenger_(&messenger), header_(header), transfer_(std::move(transfer)) {}
    Messenger* messenger_;
    PacketHeader header_;
    std::unique_ptr<Transfer> transfer_;
  };
  /// A request whose call has begun, over a data flow: it is the real bytes that `wire_bytes` of data stand for. Throws
  /// as World::transfer does.
  Sent transfer(const PacketHeader& header, const protocol::Request& request, DataEnd from_end, DataEnd to_end,
                std::uint64_t wire_bytes);

  void serve(RequestHandler handler, Capacity capacity) { serve(std::move(handler), std::move(capacity), {}); }
  /// `ready` hears of each request when its answer is ready, also of one that did not open, which no handler sees.
  void serve(RequestHandler handler, Capacity capacity, AnswerReady ready);

  /// The request of this call has brought a key, or is about to: told now, and when the request is answered its end.
  void begin_work(const WorkBegan& work);

  /// For who must know the call before it is made.
  PacketHeader begin_call(std::string_view to, const protocol::Request& request, Nanos deadline);
  Answer call(const PacketHeader& header, const protocol::Request& request,
              std::optional<crypto::Disclosed> attachment);

 private:
  Bytes seal(const PacketHeader& header, const google::protobuf::Message& message, std::string_view what,
             std::optional<crypto::Disclosed> attachment);
  Reply answer(const RequestHandler& handler, const Request& request);
  /// Opens what came as the answer to this request.
  Answer open_reply(const PacketHeader& request, View wire);
  /// Waits for the answer to a call of this host, and logs what came of it.
  Answer told(const PacketHeader& request, const std::function<Bytes()>& wait);

  // Lines of the log, where it takes them.
  void log_request(std::string_view verb, const PacketHeader& header, const protocol::Request& request);
  void log_reply(std::string_view verb, const PacketHeader& header, const protocol::Reply& reply);
  void log_outcome(const PacketHeader& header, std::string_view what, const protocol::Reply& reply);

  World& world_;
  Channels channels_;
  std::vector<CallId> in_work_;  // that told of a key
};

}  // namespace keycell::model
