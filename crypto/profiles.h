#pragma once
// The key hierarchies that a scenario can name.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hierarchy.h"

namespace keycell::crypto {

/// Where a wrapped KEK is opened.
enum class Unwrap {
  fetch,   ///< the CommServe fetches the master key and unwraps by itself
  remote,  ///< the KMS unwraps; the master key never leaves it
};

struct ProfileSettings {
  Unwrap unwrap = Unwrap::fetch;
  std::size_t data_key_bytes = keySizeBytes;  ///< as the record cipher takes them
};

using ProfileFactory = std::function<std::unique_ptr<Hierarchy>(const ProfileSettings&)>;

/// Makes a profile known by name; call it before a scenario is loaded. A name that is taken is refused
/// (std::logic_error).
void add_profile(std::string name, ProfileFactory make);

/// Throws std::out_of_range for a name that is not known, std::invalid_argument for settings that the profile cannot
/// have.
std::unique_ptr<Hierarchy> make_profile(std::string_view name, const ProfileSettings& settings);

/// In alphabetical order.
std::vector<std::string> profile_names();

}  // namespace keycell::crypto
