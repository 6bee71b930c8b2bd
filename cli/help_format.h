#pragma once
// Help that fits the terminal: what an option means is broken between words, beside its name.

#include <CLI/CLI.hpp>

namespace keycell::cli {

class HelpFormat final : public CLI::Formatter {
 public:
  explicit HelpFormat(std::size_t columns);

  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* command) const override;

 private:
  std::string beside(const std::string& text) const;

  std::size_t columns_;
};

}  // namespace keycell::cli
