// One test a sentence of the two documents: a real run does what it says, in its order and on its hosts. And one for
// each way to depart from it, which must be noticed.

#include <gtest/gtest.h>

#include <fstream>

#include "tests/documents/procedures.h"
#include "tests/documents/run.h"

namespace keycell::documents {
namespace {

struct Case {
  const Procedure* procedure;
  scenarios::Scenario cell;
};

std::vector<Case> cases() {
  return {{&poolCreation2023e, cell_of_2023e()}, {&poolCreationBuiltIn2023e, cell_of_2023e("built-in")},
          {&backup2023e, cell_of_2023e()},       {&restore2023e, cell_of_2023e()},
          {&enabling2019, cell_of_2019()},       {&backup2019, cell_of_2019()},
          {&restore2019, cell_of_2019()},        {&auxCopy2019, cell_of_2019()}};
}

class SentenceTest : public ::testing::Test {
 public:
  SentenceTest(Case test_case, std::size_t which) : case_(std::move(test_case)), which_(which) {}

 protected:
  const Procedure& procedure() const { return *case_.procedure; }
  const Sentence& sentence() const { return procedure().sentences[which_]; }
  Trace part() const { return part_of(trace_of_run(case_.cell), procedure()); }
  std::size_t which() const { return which_; }

 private:
  Case case_;
  std::size_t which_;
};

class IsFollowed : public SentenceTest {
 public:
  using SentenceTest::SentenceTest;
  void TestBody() override {
    const Trace run = part();
    ASSERT_FALSE(run.empty()) << "the run has no such procedure";
    EXPECT_EQ(departure(run, procedure(), which()), std::nullopt) << sentence().says;
  }
};

class EachDepartureIsNoticed : public SentenceTest {
 public:
  using SentenceTest::SentenceTest;
  void TestBody() override {
    const auto wrong = twins(part(), procedure(), which());
    EXPECT_EQ(wrong.size(), 3 * sentence().seen.size());
    for (const Twin& twin : wrong)
      EXPECT_NE(departure(twin.part, procedure(), procedure().sentences.size() - 1), std::nullopt) << twin.what;
  }
};

std::string test_name(const std::string& id) {
  std::string name;
  for (const char c : id) name += c == '-' ? '_' : c;
  return name;
}

template <class Test>
void add(const Case& test_case, std::size_t which, const std::string& suffix) {
  ::testing::RegisterTest(test_case.procedure->name.c_str(),
                          (test_name(test_case.procedure->sentences[which].id) + suffix).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__, [=]() -> SentenceTest* { return new Test(test_case, which); });
}

const bool registered = [] {
  for (const Case& test_case : cases())
    for (std::size_t i = 0; i < test_case.procedure->sentences.size(); ++i) {
      add<IsFollowed>(test_case, i, "");
      add<EachDepartureIsNoticed>(test_case, i, "_twin");
    }
  return true;
}();

TEST(DocumentsPage, ListsEverySentenceWithItsTest) {
  std::ifstream file(KEYCELL_DOCUMENTS_PAGE);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  /// The row that begins with this id, or has it second: "| 2019-restore-1, 2019-aux-copy-1 |".
  const auto row_of = [&](const std::string& id) {
    for (const char* end : {" |", ","}) {
      std::size_t at = page.find("| " + id + end);
      if (at == std::string::npos) at = page.find(", " + id + end);
      if (at != std::string::npos)
        return page.substr(page.rfind('\n', at) + 1, page.find('\n', at) - page.rfind('\n', at) - 1);
    }
    return std::string();
  };
  for (const Case& test_case : cases())
    for (const Sentence& sentence : test_case.procedure->sentences) {
      const std::string suffix = "-built-in";
      std::string id = sentence.id;
      if (id.ends_with(suffix)) id.resize(id.size() - suffix.size());
      const std::string row = row_of(id);
      EXPECT_NE(row.find("`" + test_case.procedure->name + "`"), std::string::npos) << id << ": " << row;
    }
}

}  // namespace
}  // namespace keycell::documents
