#pragma once
// A boundary policy as a file says it: rules, and for which scenarios each holds. Every key and word:
// docs/reference/boundaries.md.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/events.h"
#include "model/role.h"
#include "scenarios/scenario.h"

namespace keycell::properties {

using model::allRoles;
using model::Role;

/// Which scenarios a rule speaks of: those in which all that is given holds.
struct When {
  std::string profile{};             ///< empty: any
  std::string profile_other_than{};  ///< empty: any
  std::optional<crypto::Unwrap> unwrap{};
  std::string kms{};  ///< the scenario has a KMS of this kind; empty: any
  std::optional<model::ChannelKind> channel{};
  std::optional<model::MasterKeyMadeBy> master_key_made_by{};
  std::optional<model::PasswordAtRest> network_password_at_rest{};
  std::optional<model::DataKeyBorn> data_key_born{};
  std::optional<scenarios::CopyEncryption> copy_encryption{};  ///< the scenario has a copy of this encryption
  std::optional<scenarios::Fulls> fulls{};                     ///< the scenario has full backups that are made so

  bool holds_in(const scenarios::Scenario& scenario) const;
};

/// How a declared exposure shows the key.
enum class Exposed {
  clear,      ///< as it is
  scrambled,  ///< under a repeating pad that protects nothing
};

constexpr std::string_view name_of(Exposed exposed) {
  switch (exposed) {
    case Exposed::clear: return "clear";
    case Exposed::scrambled: return "scrambled";
  }
  return "unknown";
}

/// A key of this class may be seen there because a documented step itself puts it there.
struct DeclaredExposure {
  crypto::KeyClass key_class{};
  model::Place place{};
  Exposed exposed{};
  Role from{};
  std::optional<Role> to{};  ///< of a payload
  std::string message{};     ///< of a payload
  std::string why{};         ///< for reports
  bool operator==(const DeclaredExposure&) const = default;
};

/// How long a host may hold a key in its memory.
enum class Holding {
  never,
  whileUsed,  ///< until its last use
  atMost,     ///< taken out of memory for a time from when it came, kept no longer than that after its last use
  hostUp,     ///< as long as it runs
};

struct MemoryRule {
  Holding holding = Holding::never;
  model::Nanos at_most{0};  ///< of Holding::atMost
  bool operator==(const MemoryRule&) const = default;
};

struct PolicyFile {
  struct Wrapped {
    When when;
    crypto::KeyClass key_class;
    std::vector<model::Place> places;
    std::string why;
  };
  struct Wraps {
    When when;
    crypto::KeyClass by;
    std::vector<crypto::KeyClass> what;
    std::string why;
  };
  struct Declared {
    When when;
    DeclaredExposure exposure;
  };
  struct Memory {
    When when;
    crypto::KeyClass key_class;
    std::vector<Role> roles;
    std::optional<MemoryRule> rule;  ///< none: as long as the reading kms_cache says
    std::string why;
  };

  std::string title;
  std::vector<Wraps> wraps;
  std::vector<Wrapped> wrapped;
  std::vector<Declared> declared;
  std::vector<Memory> memory;
};

/// Throws scenarios::ScenarioError, with file, line, column, what was expected and the nearest valid word.
PolicyFile read_policy(std::string_view file_name, std::string_view text);

/// Throws also scenarios::ScenarioFileError when the file cannot be read or is too large.
PolicyFile load_policy(const std::string& path);

/// properties/boundaries/policies/documented.toml, built into the program.
const PolicyFile& documented_policy();
std::string_view documented_policy_text();

}  // namespace keycell::properties
