#pragma once
// Published test vectors, and the rule that none of them is left out in silence.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/bytes.h"

namespace keycell::crypto::testing {

/// One case of a vector file.
struct Case {
  std::string name;      ///< what its file calls it: "tcId 7", "RFC 3394 4.1", "COUNT 2"
  nlohmann::json group;  ///< Wycheproof: what its group has in common; else null
  nlohmann::json fields;

  Bytes hex(const char* field) const;
  std::string text(const char* field) const { return fields.at(field).get<std::string>(); }
  std::size_t number(const char* field) const { return fields.at(field).get<std::size_t>(); }
  /// Wycheproof's verdict: "valid", "invalid", "acceptable".
  std::string result() const { return text("result"); }
};

/// Paths are relative to tests/vectors.
std::vector<Case> wycheproof_cases(const std::string& path);
std::vector<Case> rfc_cases(const std::string& path, int rfc);
/// Files of "NAME = value" lines; the cases are told apart by COUNT.
std::vector<Case> text_cases(const std::string& path);

/// A case that the library below us cannot run, and why.
struct CannotRun {
  std::string name;
  std::string reason;
};

/// Runs every case. `agrees` tells whether our code and the case agree, and lets CryptoFailure through when OpenSSL
/// refuses to run it. What is complained of: a case that does not agree, that does not run and is not in `known`, that
/// is in `known` and runs, or that is in `known` and not in the file.
std::vector<std::string> complaints(const std::vector<Case>& cases, const std::vector<CannotRun>& known,
                                    const std::function<bool(const Case&)>& agrees);

}  // namespace keycell::crypto::testing
