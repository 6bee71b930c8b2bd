// Reading of vector files; KEYCELL_VECTORS is their folder.

#include "tests/crypto/vectors.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "crypto/errors.h"
#include "tests/crypto/hex.h"

namespace keycell::crypto::testing {
namespace {

std::ifstream opened(const std::string& path) {
  std::ifstream file(std::string(KEYCELL_VECTORS) + "/" + path);
  if (!file) throw std::runtime_error("there is no vector file " + path);
  return file;
}

nlohmann::json json_of(const std::string& path) {
  std::ifstream file = opened(path);
  return nlohmann::json::parse(file);
}

}  // namespace

Bytes Case::hex(const char* field) const { return from_hex(text(field)); }

std::vector<Case> wycheproof_cases(const std::string& path) {
  const nlohmann::json file = json_of(path);
  std::vector<Case> cases;
  for (const nlohmann::json& with_tests : file.at("testGroups")) {
    nlohmann::json group = with_tests;
    group.erase("tests");
    for (const nlohmann::json& test : with_tests.at("tests")) {
      cases.push_back({"tcId " + std::to_string(test.at("tcId").get<int>()), group, test});
    }
  }
  if (cases.size() != file.at("numberOfTests").get<std::size_t>()) {
    throw std::runtime_error(path + " has another number of cases than it says");
  }
  return cases;
}

std::vector<Case> rfc_cases(const std::string& path, int rfc) {
  std::vector<Case> cases;
  for (const nlohmann::json& test : json_of(path)) {
    if (test.at("rfc").get<int>() != rfc) continue;
    cases.push_back({"RFC " + std::to_string(rfc) + " " + test.at("section").get<std::string>(), nullptr, test});
  }
  return cases;
}

std::vector<Case> text_cases(const std::string& path) {
  std::ifstream file = opened(path);
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    const std::size_t equals = line.find(" =");
    if (line.starts_with('#') || equals == std::string::npos) continue;
    const std::string name = line.substr(0, line.find_first_of(" ="));
    const std::size_t start = line.find_first_not_of(' ', equals + 2);
    const std::string value = start == std::string::npos ? "" : line.substr(start);
    if (name == "COUNT") {
      cases.push_back({"COUNT " + value, nullptr, nlohmann::json::object()});
    } else {
      cases.at(cases.size() - 1).fields[name] = value;
    }
  }
  return cases;
}

std::vector<std::string> complaints(const std::vector<Case>& cases, const std::vector<CannotRun>& known,
                                    const std::function<bool(const Case&)>& agrees) {
  std::vector<std::string> found;
  if (cases.empty()) found.push_back("there are no cases");
  for (const Case& one : cases) {
    const bool excused = std::ranges::any_of(known, [&](const CannotRun& entry) { return entry.name == one.name; });
    try {
      const bool agreed = agrees(one);
      if (excused) {
        found.push_back(one.name + " runs, but is listed as one that does not");
      } else if (!agreed) {
        found.push_back(one.name + " does not agree");
      }
    } catch (const CryptoFailure& failure) {
      if (!excused) found.push_back(one.name + " does not run and is not listed: " + failure.what());
    } catch (const std::exception& other) {
      found.push_back(one.name + " ends in another error: " + other.what());
    }
  }
  for (const CannotRun& entry : known) {
    if (std::ranges::none_of(cases, [&](const Case& one) { return entry.name == one.name; })) {
      found.push_back(entry.name + " is listed (" + entry.reason + "), but not in the file");
    }
  }
  return found;
}

}  // namespace keycell::crypto::testing
