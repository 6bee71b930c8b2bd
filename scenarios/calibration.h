#pragma once
// What key code and compression cost on one core of a machine, as `keycell calibrate` measures it. Rates are bytes per
// second. What each value is and what it neglects: docs/reference/calibration.md.

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/record_cipher.h"

namespace keycell::scenarios {

/// One a cipher, in the order of crypto::allDataCiphers.
using RateOfCipher = std::array<std::uint64_t, crypto::allDataCiphers.size()>;

struct Calibration {
  std::string title{};
  std::string machine{};               ///< its CPU, as text
  std::string openssl{};               ///< version
  std::string measured{};              ///< day, as "2026-11-22"
  RateOfCipher encrypt_bytes_per_s{};  ///< records of 64 KiB
  RateOfCipher decrypt_bytes_per_s{};
  std::uint64_t compress_bytes_per_s = 0;    ///< of what goes in
  std::uint64_t decompress_bytes_per_s = 0;  ///< of what comes out
  std::uint64_t hash_bytes_per_s = 0;        ///< SHA-256
  std::chrono::nanoseconds aes_wrap{};       ///< one key of 32 bytes, as all below are one operation
  std::chrono::nanoseconds aes_unwrap{};
  std::chrono::nanoseconds rsa_public{};
  std::chrono::nanoseconds rsa_private{};
  std::chrono::nanoseconds message{};  ///< a channel's record of 200 bytes, sealed and opened
  bool operator==(const Calibration&) const = default;
};

/// Tables of a calibration's file.
inline constexpr std::string_view encryptTable = "encrypt";
inline constexpr std::string_view decryptTable = "decrypt";
inline constexpr std::string_view ratesTable = "rates";
inline constexpr std::string_view timesTable = "times";

/// "AES-256": as a scenario and a calibration name a cipher.
std::string word_of(const crypto::DataCipher& cipher);

/// Calls `visit(table, key, value)` for every measured value, in the order of the file. A value is a std::uint64_t
/// (a rate) or std::chrono::nanoseconds; of a const calibration, const.
template <class Maybe, class Visit>
void each_value(Maybe& calibration, Visit visit) {
  for (std::size_t i = 0; i < crypto::allDataCiphers.size(); ++i)
    visit(encryptTable, word_of(crypto::allDataCiphers[i]), calibration.encrypt_bytes_per_s[i]);
  for (std::size_t i = 0; i < crypto::allDataCiphers.size(); ++i)
    visit(decryptTable, word_of(crypto::allDataCiphers[i]), calibration.decrypt_bytes_per_s[i]);
  visit(ratesTable, std::string("compress"), calibration.compress_bytes_per_s);
  visit(ratesTable, std::string("decompress"), calibration.decompress_bytes_per_s);
  visit(ratesTable, std::string("hash"), calibration.hash_bytes_per_s);
  visit(timesTable, std::string("aes_wrap"), calibration.aes_wrap);
  visit(timesTable, std::string("aes_unwrap"), calibration.aes_unwrap);
  visit(timesTable, std::string("rsa_public"), calibration.rsa_public);
  visit(timesTable, std::string("rsa_private"), calibration.rsa_private);
  visit(timesTable, std::string("message"), calibration.message);
}

/// Throws InvalidScenario: a rate or a time of zero, a day that is none, a text that is no line.
void validate(const Calibration& calibration);

/// The cipher that a scenario has when it names none.
inline constexpr std::string_view usualCipher = "AES-256";

/// Where a RateOfCipher has the rate of a cipher; of the usual one when there is no such cipher, because whoever checks
/// the scenario says so.
std::size_t place_of_cipher(std::string_view word);

/// The shipped calibration that a scenario has when it names none. Read once.
const Calibration& usual_calibration();

}  // namespace keycell::scenarios
