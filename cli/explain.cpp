#include "cli/explain.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "cli/policy_argument.h"
#include "cli/scenario_argument.h"
#include "cli/usage.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "reports/boundaries.h"
#include "reports/kms_console.h"
#include "sim/fork_server.h"

namespace keycell::cli {
namespace {

struct ExplainOptions {
  std::string subject;
  std::string name;
  std::string scenario = "quickstart";
  std::string seed = "1";
  std::string policy;
  std::vector<std::string> where;
  bool json = false;
};

reports::Condition condition(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    throw UsageError("explain: --where: \"" + text + "\" is no condition; write for example policy=Gold");
  reports::Condition result{.attribute = text.substr(0, equals), .value = text.substr(equals + 1)};
  const auto known = reports::kms_attributes();
  if (std::ranges::find(known, result.attribute) == known.end())
    throw UsageError("explain: --where: " + unknown_word("attribute", result.attribute, known));
  return result;
}

int explain_boundaries(const ExplainOptions& options) {
  if (!options.where.empty()) throw UsageError("explain: --where goes with the subject kms");
  const scenarios::Scenario scenario = load_scenario("explain", options.name);
  const properties::BoundaryPolicy policy(policy_of(options.policy), scenario);
  measures::BoundariesTold told = reports::boundaries_told(policy);
  told.scenario = measures::checked_scenario(options.name, scenario);
  std::cout << (options.json ? measures::json_text(to_json(told)) : reports::boundary_table(policy, options.name));
  return exitHeld;
}

int explain_kms(const ExplainOptions& options) {
  if (!options.policy.empty()) throw UsageError("explain: --policy goes with the subject boundaries");
  std::vector<reports::Condition> where;
  for (const std::string& text : options.where) where.push_back(condition(text));
  const sim::Seed seed{whole_number("--seed", options.seed)};
  const scenarios::Scenario scenario = load_scenario("explain", options.scenario);
  std::vector<std::string> names;
  for (const scenarios::Kms& kms : scenario.kms) names.push_back(kms.name);
  if (std::ranges::find(names, options.name) == names.end())
    throw UsageError("explain: " + unknown_word("KMS of the scenario", options.name, names));

  const sim::Run run = sim::run_forked(scenario, seed,
                                       [] {
                                         sim::Folds folds;
                                         folds.push_back(std::make_unique<reports::KmsConsole>());
                                         return folds;
                                       },
                                       {});
  if (run.ending != sim::Ending::ended) {
    std::cerr << "keycell explain: the simulation " << name_of(run.ending)
              << (run.detail.empty() ? "" : ": " + run.detail) << "\n";
    return exitBrokenRun;
  }
  const auto found = reports::search(reports::keys_at_kms(run), options.name, where);
  if (options.json) {
    std::cout << measures::json_text(
        to_json(measures::KeysAtKmsTold{.made_by = measures::made_by_this(),
                                        .scenario = measures::checked_scenario(options.scenario, scenario),
                                        .seed = seed.value,
                                        .kms = options.name,
                                        .keys = found}));
  } else if (found.empty()) {
    std::cout << "no key of " << options.name << " meets " << (where.empty() ? "this" : "every condition") << "\n";
  } else {
    std::cout << reports::console_table(found);
  }
  return exitHeld;
}

int explain(const ExplainOptions& options) {
  if (options.subject == "boundaries") return explain_boundaries(options);
  if (options.subject == "kms") return explain_kms(options);
  throw UsageError("explain: " + unknown_word("subject", options.subject, {"boundaries", "kms"}));
}

}  // namespace

std::function<int()> add_explain(CLI::App& program) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App& command =
      *program.add_subcommand("explain", "Show a scenario's boundaries, or what a part of its cell answers");
  command.footer(
      "Examples:\n"
      "  keycell explain boundaries quickstart\n"
      "  keycell explain kms kms1\n"
      "  keycell explain kms kms1 --where policy=Gold --scenario my-cell.toml");
  command
      .add_option("SUBJECT", options->subject,
                  "boundaries: which key may be where; kms: the keys that a KMS's console finds")
      ->required();
  command.add_option("NAME", options->name, "of boundaries: a scenario; of kms: which one, by its name")->required();
  command.add_option(
      "--where", options->where,
      "only keys with this attribute: commcell, policy, copy, id or state, as policy=Gold; repeatable: all must hold");
  command.add_option("--scenario", options->scenario, "of kms: what happened before (default quickstart)");
  command.add_option("--seed", options->seed, "of kms: which of its runs (default 1)");
  command.add_option("--policy", options->policy, "of boundaries: a policy file of your own");
  command.add_flag("--json", options->json, "print it as JSON");
  return [options] { return explain(*options); };
}

}  // namespace keycell::cli
