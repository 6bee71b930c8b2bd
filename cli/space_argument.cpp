#include "cli/space_argument.h"

#include <algorithm>
#include <filesystem>

#include "cli/usage.h"
#include "scenarios/text_file.h"

namespace keycell::cli {

campaigns::Space load_space(const std::string& name) {
  const auto shipped = campaigns::shipped_spaces();
  const auto found = std::ranges::find(shipped, name, &campaigns::ShippedSpace::name);
  if (found != shipped.end()) return campaigns::load_space(name + ".toml", found->text);
  const bool looks_like_a_name = name.find('/') == std::string::npos && !name.ends_with(".toml");
  if (looks_like_a_name && !std::filesystem::exists(name)) {
    std::vector<std::string> names;
    for (const campaigns::ShippedSpace& space : shipped) names.emplace_back(space.name);
    throw UsageError("check: --space: " + unknown_word("shipped space and no file", name, names));
  }
  return campaigns::load_space(name, scenarios::read_text_file(name, "space file"));
}

}  // namespace keycell::cli
