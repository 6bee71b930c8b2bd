// Key hierarchies by name.

#include "crypto/profiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace keycell::crypto {
namespace {

TEST(Profiles, PoolKekIsKnown) {
  const auto names = profile_names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_NE(std::ranges::find(names, "pool-kek"), names.end());
  EXPECT_NE(make_profile("pool-kek", ProfileSettings{.unwrap = Unwrap::remote}), nullptr);
}

TEST(Profiles, AnUnknownNameIsRefusedByName) {
  try {
    make_profile("pool-keg", ProfileSettings{});
    FAIL() << "there is no such profile";
  } catch (const std::out_of_range& refusal) {
    EXPECT_NE(std::string(refusal.what()).find("pool-keg"), std::string::npos);
  }
}

TEST(Profiles, SomebodyElsesProfileIsMadeWithItsSettings) {
  Unwrap seen = Unwrap::fetch;
  add_profile("acme", [&seen](const ProfileSettings& settings) {
    seen = settings.unwrap;
    return make_profile("pool-kek", settings);
  });
  EXPECT_NE(make_profile("acme", ProfileSettings{.unwrap = Unwrap::remote}), nullptr);
  EXPECT_EQ(seen, Unwrap::remote);
}

TEST(Profiles, ATakenNameIsRefused) {
  EXPECT_THROW(add_profile("pool-kek", [](const ProfileSettings&) { return nullptr; }), std::logic_error);
  EXPECT_NE(make_profile("pool-kek", ProfileSettings{}), nullptr);
}

}  // namespace
}  // namespace keycell::crypto
