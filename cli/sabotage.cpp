#include "cli/sabotage.h"

#include <unistd.h>

#include <filesystem>

#include "cli/usage.h"

namespace keycell::cli {

std::function<int()> add_sabotage(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("sabotage", "Test the checker: plant faults, print what finds them");
  command.prefix_command();
  command.set_help_flag();  // the other program's help says more
  return [&command]() -> int {
    const std::filesystem::path beside =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "keycell-sabotage";
    std::string name = beside.string();
    std::vector<std::string> words = command.remaining();
    std::vector<char*> arguments{name.data()};
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(name.c_str(), arguments.data());
    throw UsageError("sabotage: there is no " + name + "; it is built with the tests (./test --quick)");
  };
}

}  // namespace keycell::cli
