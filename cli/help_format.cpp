#include "cli/help_format.h"

#include <algorithm>
#include <sstream>

namespace keycell::cli {

HelpFormat::HelpFormat(std::size_t columns) : columns_(std::clamp<std::size_t>(columns, 40, 120)) {
  column_width(columns_ < 70 ? 16 : 26);
}

/// CLI11 would say TEXT of nearly all of them.
std::string HelpFormat::make_option_opts(const CLI::Option* option) const {
  return option->get_expected_min() > 0 && !option->get_positional() ? " ..." : "";
}

std::string HelpFormat::make_option_desc(const CLI::Option* option) const { return beside(option->get_description()); }

std::string HelpFormat::make_subcommand(const CLI::App* command) const {
  std::ostringstream out;
  CLI::detail::format_help(out, command->get_display_name(true), beside(command->get_description()),
                           get_column_width());
  return out.str();
}

std::string HelpFormat::beside(const std::string& text) const {
  const std::size_t width = columns_ - get_column_width();
  std::istringstream words(text);
  std::string all;
  std::size_t used = 0;
  for (std::string word; words >> word; used += word.size()) {
    if (used > 0 && used + 1 + word.size() > width) {
      all += '\n';
      used = 0;
    } else if (used > 0) {
      all += ' ';
      ++used;
    }
    all += word;
  }
  return all;
}

}  // namespace keycell::cli
