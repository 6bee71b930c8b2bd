// The world of the model's tests keeps the promises of the port.

#include "tests/model/world_conformance.h"

#include "tests/model/page_world.h"

namespace keycell::model::testing {
namespace {

class PageStage final : public Stage {
 public:
  void on_boot(std::string_view host, BootProgram program) override { programs_[std::string(host)] = program; }
  void main(std::function<void(World&)> body) override { body_ = std::move(body); }
  void cut_power(std::string_view host) override { cell_.restart(host); }
  void note(const std::string& what) override { notes_.push_back(what); }

  std::vector<std::string> play() {
    for (const char* host : {"a", "b"}) {
      const auto found = programs_.find(host);
      found == programs_.end() ? cell_.add(host) : cell_.add(host, found->second);
    }
    body_(cell_.host("a"));
    return notes_;
  }

 private:
  PageCell cell_;
  std::map<std::string, BootProgram> programs_;
  std::function<void(World&)> body_;
  std::vector<std::string> notes_;
};

struct InAPage {
  static std::vector<std::string> play(const Tale& tale) {
    PageStage stage;
    tale(stage);
    return stage.play();
  }
  static void die(const Tale& tale) { EXPECT_DEATH(play(tale), ""); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(PageWorld, WorldConformance, InAPage);

}  // namespace
}  // namespace keycell::model::testing
