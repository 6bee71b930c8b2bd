// A data stream: what it waits for, and what it does not. Chunks leave and come at once here; when their sender hears
// of it, the story says.

#include "model/chunk_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/forwarding_world.h"
#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::PageCell;
using testing::PageWorld;

/// Notes which acknowledgements were waited for, and which of those that nobody waited for have come.
class Noting final : public ForwardingWorld {
 public:
  using ForwardingWorld::ForwardingWorld;

  std::vector<int> waited_for;
  std::vector<bool> has_come = std::vector<bool>(10);  // by chunk

  std::unique_ptr<Transfer> transfer(const PacketHeader& header, const DataFlow& flow) override {
    return std::make_unique<Noted>(*this, sent_++, ForwardingWorld::transfer(header, flow));
  }

 private:
  class Noted final : public Transfer {
   public:
    Noted(Noting& world, int chunk, std::unique_ptr<Transfer> behind)
        : world_(world), chunk_(chunk), behind_(std::move(behind)) {}
    bool is_answered() const override { return world_.has_come[static_cast<std::size_t>(chunk_)]; }
    Bytes answer() override {
      world_.waited_for.push_back(chunk_);
      return behind_->answer();
    }

   private:
    Noting& world_;
    int chunk_;
    std::unique_ptr<Transfer> behind_;
  };
  int sent_ = 0;
};

/// A client that sends to a MediaAgent, with two chunks in flight.
struct Sender {
  Sender() {
    media_agent.serve(
        [this](const Incoming& incoming) -> Answer {
          if (incoming.request.write_chunk().chunk() == refused) throw RequestRefused("not this one");
          return {};
        },
        {});
  }
  void send(std::uint32_t chunk) {
    stream.await_turn();
    protocol::Request message;
    message.mutable_write_chunk()->set_chunk(chunk);
    stream.send(stream.begin(message, 1000), message, 1000);
  }

  PageCell cell;
  crypto::testing::CounterRng installer{"installation"};
  Installation installation{installer};
  Noting world{cell.add("fs")};
  Messenger client{world, installation, ChannelKind::sealed};
  Messenger media_agent{cell.add("ma1"), installation, ChannelKind::sealed};
  WorkInHand in_hand;
  WorkInHand::Work work{in_hand, 1, 1};
  ChunkStream stream{client, work, {.to = "ma1", .from_end = DataEnd::clientRead, .to_end = DataEnd::libraryWrite}, 2};
  std::uint32_t refused = 99;
};

TEST(ChunkStream, WaitsForTheOldestWhenItsWindowIsFull) {
  Sender sender;
  sender.send(0);
  sender.send(1);
  EXPECT_THAT(sender.world.waited_for, IsEmpty());
  sender.send(2);
  EXPECT_THAT(sender.world.waited_for, ElementsAre(0));
  sender.send(3);
  EXPECT_THAT(sender.world.waited_for, ElementsAre(0, 1));
  sender.stream.finish();
  EXPECT_THAT(sender.world.waited_for, ElementsAre(0, 1, 2, 3));
}

// What is sent again after a break is never more than the window.
TEST(ChunkStream, AChunkThatIsAcknowledgedBeforeTheOldestMakesNoRoom) {
  Sender sender;
  sender.send(0);
  sender.send(1);
  sender.world.has_come[1] = true;
  sender.send(2);
  EXPECT_THAT(sender.world.waited_for, ElementsAre(0, 1)) << "0 had to be waited for, and 1 was there";
}

TEST(ChunkStream, ARefusalIsHeardBeforeTheNextChunkIsRead) {
  Sender sender;
  sender.refused = 0;
  sender.send(0);
  sender.world.has_come[0] = true;
  EXPECT_THROW(sender.stream.await_turn(), RemoteError);
}

TEST(ChunkStream, ARefusalOfTheLastChunkIsHeardAtTheEnd) {
  Sender sender;
  sender.refused = 1;
  sender.send(0);
  sender.send(1);
  EXPECT_THROW(sender.stream.finish(), RemoteError);
}

TEST(ChunkStream, StopsWhenAllThatWasSentIsAcknowledged) {
  Sender sender;
  sender.send(0);
  protocol::StopWork stop;
  stop.set_job(1);
  stop.set_archive_file(1);
  sender.in_hand.stop(stop);
  EXPECT_THROW(sender.send(1), Interrupted);
  EXPECT_THAT(sender.world.waited_for, ElementsAre(0));
}

}  // namespace
}  // namespace keycell::model
