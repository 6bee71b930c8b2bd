#include "properties/checks/clear_data.h"

#include <gmock/gmock.h>

#include "model/content.h"
#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using model::Crossing;
using model::Place;
using testing::HasSubstr;

class ClearDataTest : public testing::Test {
 protected:
  static Bytes content(std::uint32_t chunk) { return model::content_of("fs1", "backup 7", chunk, 1024); }
  void read(std::uint32_t chunk) {
    const Bytes plain = content(chunk);
    feeder.feed(model::ChunkRead{7, chunk, 1000, plain}, "fs1");
  }
  void cross(Place place, View bytes) { feeder.feed(Crossing{place, "fs1", "ma1", "write_chunk", bytes, {}}, "fs1"); }

  ClearData property;
  test::Feeder feeder{property};
};

TEST_F(ClearDataTest, HoldsWhenOnlyOtherBytesCross) {
  read(0);
  for (const Place place : model::allPlaces) cross(place, content(99));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
}

TEST_F(ClearDataTest, IsVacuousWithoutData) {
  cross(Place::wire, content(0));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::vacuous);
}

TEST_F(ClearDataTest, SeesPlaintextAtEveryPlace) {
  read(3);
  std::uint64_t places = 0;
  for (const Place place : model::allPlaces) {
    cross(place, content(3));
    EXPECT_EQ(test::judgement(property).violations, ++places) << name_of(place);
  }
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("chunk 3 of archive file 7 in clear at wire"));
}

TEST_F(ClearDataTest, SeesAnyRunOf23Bytes) {
  read(0);
  const Bytes plain = content(0);
  for (std::size_t from = 0; from + 23 <= 64; ++from) {
    cross(Place::logLine, View(plain).subspan(from, 23));
    EXPECT_EQ(test::judgement(property).violations, from + 1);
  }
}

TEST_F(ClearDataTest, SeesWhatARestoreBroughtBack) {
  const Bytes plain = content(4);
  feeder.feed(model::ChunkRestored{7, 4, true, plain}, "fs1");
  cross(Place::errorText, plain);
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

TEST_F(ClearDataTest, RemembersTheNewest512ChunksAndForgetsWhatIsOlderThanTwiceThat) {
  constexpr auto remembered = static_cast<std::uint32_t>(ClearData::chunksRemembered);
  for (std::uint32_t chunk = 0; chunk < 3 * remembered; ++chunk) read(chunk);
  cross(Place::media, content(2 * remembered));
  EXPECT_EQ(test::judgement(property).violations, 1U);
  cross(Place::media, content(0));
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

TEST_F(ClearDataTest, StillKnowsTheNewest512JustAfterItBeganToForget) {
  constexpr auto remembered = static_cast<std::uint32_t>(ClearData::chunksRemembered);
  for (std::uint32_t chunk = 0; chunk <= 2 * remembered; ++chunk) read(chunk);
  cross(Place::media, content(remembered + 1));
  cross(Place::media, content(2 * remembered - 1));
  EXPECT_EQ(test::judgement(property).violations, 2U);
}

TEST_F(ClearDataTest, WhatIsReadAndBroughtBackIsOneChunk) {
  read(4);
  feeder.feed(model::ChunkRestored{7, 4, true, content(4)}, "fs1");
  cross(Place::errorText, content(4));
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

TEST_F(ClearDataTest, EvidenceNeverHoldsTheData) {
  const Bytes plain = bytes_of(view_of("Backup data that anybody can read: abcdefghijklmnopqrstuvwxyz"));
  feeder.feed(model::ChunkRead{7, 0, 1000, plain}, "fs1");
  cross(Place::logLine, plain);
  EXPECT_EQ(property.result().find("anybody"), std::string::npos);
}

}  // namespace
}  // namespace keycell::properties
