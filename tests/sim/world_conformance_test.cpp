// The simulated hosts keep the promises of the port, as they are and behind a world that passes everything on.

#include "tests/model/world_conformance.h"

#include "model/forwarding_world.h"
#include "tests/sim/small_world.h"

namespace keycell::model::testing {
namespace {

enum class Wrapping { none, wrapped };

/// Lives until its process ends, as the story does.
class SimStage final : public Stage {
 public:
  SimStage(test::Story& story, Wrapping wrapping) : story_(story), wrapping_(wrapping) {}

  void on_boot(std::string_view host, BootProgram program) override {
    story_.host(host).install([this, program = std::move(program)](World& world) { return program(seen(world)); });
  }
  void main(std::function<void(World&)> body) override {
    story_.main("a", [this, body = std::move(body)](World& world) { body(seen(world)); });
  }
  void cut_power(std::string_view host) override { story_.host(host).lose_power("test", std::chrono::minutes(1)); }
  void note(const std::string& what) override { story_.note(what); }

 private:
  World& seen(World& world) { return wrapping_ == Wrapping::none ? world : *new ForwardingWorld(world); }

  test::Story& story_;
  Wrapping wrapping_;
};

template <Wrapping wrapping>
struct OnSimGrid {
  static test::Told tell(const Tale& tale) {
    return test::tell([&tale](test::Story& story) { tale(*new SimStage(story, wrapping)); });
  }
  static std::vector<std::string> play(const Tale& tale) {
    const test::Told told = tell(tale);
    EXPECT_EQ(told.run.ending, sim::Ending::ended) << told.run.detail;
    return told.notes;
  }
  static void die(const Tale& tale) { EXPECT_EQ(tell(tale).run.ending, sim::Ending::crashed); }
};

using Hosts = ::testing::Types<OnSimGrid<Wrapping::none>, OnSimGrid<Wrapping::wrapped>>;
INSTANTIATE_TYPED_TEST_SUITE_P(SimHost, WorldConformance, Hosts);

}  // namespace
}  // namespace keycell::model::testing
