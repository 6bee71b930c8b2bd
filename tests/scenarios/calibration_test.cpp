// A calibration's file: what is shipped, what is refused, and that what is written reads back the same.

#include "scenarios/calibration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "scenarios/calibration_file.h"
#include "scenarios/shipped_calibrations.h"
#include "tests/scenarios/any_calibration.h"

namespace keycell::scenarios {
namespace {

std::string no_remark(std::string_view, std::string_view) { return {}; }

std::string written() { return to_toml(test::counting_calibration(), no_remark); }

/// The counting calibration's file with one piece of its text replaced.
std::string with(std::string_view piece, std::string_view other) {
  std::string text = written();
  return text.replace(text.find(piece), piece.size(), other);
}

std::string why_refused(std::string_view text) {
  try {
    load_calibration_text("mine.toml", text);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return {};
}

TEST(ShippedCalibrations, EachLoadsAndTheUsualOneIsAmongThem) {
  std::set<std::string> titles;
  for (const ShippedCalibration& shipped : shipped_calibrations()) {
    EXPECT_EQ(why_refused(shipped.text), "") << shipped.name;
    titles.insert(load_shipped_calibration(shipped.name).title);
    EXPECT_EQ(find_shipped_calibration(shipped.name), &shipped);
  }
  EXPECT_EQ(titles.size(), shipped_calibrations().size());
  EXPECT_NE(find_shipped_calibration(usualCalibrationName), nullptr);
  EXPECT_EQ(find_shipped_calibration("epic-2021"), nullptr);
  EXPECT_EQ(usual_calibration(), load_shipped_calibration(usualCalibrationName));
}

// CBC can decrypt blocks side by side, and a machine that lacks SHA instructions hashes slowly: if these did not show,
// a file would hold something else than it says.
TEST(ShippedCalibrations, SayWhatIsKnownOfTheMachines) {
  const Calibration epyc = load_shipped_calibration("epyc-2021");
  const Calibration older = load_shipped_calibration("server-2015");
  for (const Calibration& each : {epyc, older}) {
    const auto rate = [&](const RateOfCipher& rates, std::string_view cipher) {
      return rates[place_of_cipher(cipher)];
    };
    EXPECT_GT(rate(each.decrypt_bytes_per_s, "AES-256"), rate(each.encrypt_bytes_per_s, "AES-256"));
    EXPECT_GT(rate(each.encrypt_bytes_per_s, "AES-128"), rate(each.encrypt_bytes_per_s, "AES-256"));
    EXPECT_GT(rate(each.encrypt_bytes_per_s, "Blowfish-128"), rate(each.encrypt_bytes_per_s, "3DES-192"));
    EXPECT_GT(each.rsa_private, each.rsa_public);
    EXPECT_GT(each.rsa_public, each.aes_unwrap);
  }
  EXPECT_GT(epyc.hash_bytes_per_s, 2 * older.hash_bytes_per_s);
}

TEST(CalibrationFile, EveryKeyReachesItsField) {
  const Calibration counting = load_calibration_text("mine.toml", written());
  EXPECT_EQ(counting, test::counting_calibration());
  EXPECT_EQ(counting.encrypt_bytes_per_s,
            (RateOfCipher{1'000'000'000, 2'000'000'000, 3'000'000'000, 4'000'000'000, 5'000'000'000}));
  EXPECT_EQ(counting.hash_bytes_per_s, 13'000'000'000U);
  EXPECT_EQ(counting.aes_wrap, 14us);
  EXPECT_EQ(counting.message, 18us);
  EXPECT_NE(written().find("[decrypt]\nAES-128 = \"6 GB/s\"\nAES-256 = \"7 GB/s\"\n"), std::string::npos) << written();
}

TEST(CalibrationFile, HasARateForEveryCipherOfKeyCode) {
  for (std::size_t i = 0; i < crypto::allDataCiphers.size(); ++i) {
    const std::string word = word_of(crypto::allDataCiphers[i]);
    EXPECT_EQ(place_of_cipher(word), i);
    EXPECT_EQ(why_refused(with(word, word)), "");
    EXPECT_NE(written().find("\n" + word + " = "), std::string::npos) << word;
  }
}

TEST(CalibrationFile, RemarksStandBesideTheirValuesAndOnOneLine) {
  const std::string text = to_toml(test::counting_calibration(), [](std::string_view table, std::string_view key) {
    return table == ratesTable && key == "hash" ? std::string("spread 2 %\nhash = \"1 B/s\"") : std::string();
  });
  EXPECT_NE(text.find("\nhash = \"13 GB/s\"  # spread 2 %\\nhash"), std::string::npos) << text;
  EXPECT_EQ(load_calibration_text("mine.toml", text), test::counting_calibration());
}

TEST(CalibrationFile, IsRefusedWithItsPosition) {
  EXPECT_EQ(why_refused(with("hash", "hsah")),
            "mine.toml:23:1: hsah: \"hsah\" is no key of [rates]; expected \"compress\", \"decompress\", \"hash\"; "
            "nearest: \"hash\"");
  EXPECT_EQ(why_refused(with("[rates]", "[rate]")),
            "mine.toml:20:2: rate: \"rate\" is no table of a calibration; expected \"title\", \"machine\", "
            "\"openssl\", \"measured\", \"encrypt\", \"decrypt\", \"rates\", \"times\"; nearest: \"rates\"");
  EXPECT_EQ(why_refused(with("3DES-192 = \"3 GB/s\"\n", "")),
            "mine.toml:6:1: 3DES-192: is missing; [encrypt] must have it");
  EXPECT_EQ(why_refused(with("\"1 GB/s\"", "1000")),
            "mine.toml:7:11: AES-128: 1000 has no unit; write for example \"10 Gbit/s\"");
  EXPECT_EQ(why_refused(with("\"1 GB/s\"", "\"0 B/s\"")),
            "mine.toml:7:11: AES-128: a rate of 0 never ends; expected more, write for example \"10 Gbit/s\"");
  EXPECT_EQ(why_refused(with("\"14 us\"", "\"0 s\"")),
            "mine.toml:26:12: aes_wrap: 0 s is too short; expected more, write for example \"10 min\"");
  EXPECT_EQ(why_refused(with("\"counting\"", "\"\"")),
            "mine.toml:1:9: title: is empty; expected what it is a calibration of");
  EXPECT_EQ(why_refused(with("2026-11-22", "2026-11-31")),
            "mine.toml:4:12: measured: \"2026-11-31\" is no day; write for example \"2026-11-22\"");
  EXPECT_NE(why_refused(with("2026-11-22", "yesterday")), "");
  EXPECT_NE(why_refused(with("\"none\"", "\"two\\nlines\"")), "");
}

RC_GTEST_PROP(CalibrationFile, WhatIsWrittenReadsBackTheSame, ()) {
  const Calibration calibration = test::any_calibration();
  const std::string text = to_toml(calibration, no_remark);
  RC_LOG() << text;
  RC_ASSERT(load_calibration_text("mine.toml", text) == calibration);
}

}  // namespace
}  // namespace keycell::scenarios
