// JUnit's XML, as Jenkins, GitLab and others read it: their common part, attributes and elements in their order.

#include <fmt/format.h>

#include "reports/campaign_report.h"
#include "scenarios/wording.h"

namespace keycell::reports {
namespace {

using measures::CampaignFailure;

/// For an attribute or a text. What cannot be printed, and what XML 1.0 cannot have, is made visible; bytes that are no
/// UTF-8 too.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : scenarios::visible_lines(scenarios::as_utf8(text))) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += c; break;
      default: out += c;
    }
  }
  return out;
}

std::string text_of(const CampaignFailure& failure) {
  std::string text = failure.count == 1 ? "1 run; seed" : fmt::format("{} runs; seeds", failure.count);
  for (const std::uint64_t seed : failure.seeds) text += fmt::format(" {}", seed);
  text += "\n" + failure.evidence;
  for (const std::string& line : failure.story) text += "\n  " + line;
  text += "\nagain: " + failure.replay;
  return failure.replay_of_file.empty() ? text : text + "\nsmaller: " + failure.replay_of_file;
}

/// How every file begins: nobody else's does.
constexpr std::string_view beginning =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"keycell check ";

}  // namespace

bool is_junit_of_keycell(std::string_view text) { return text.starts_with(beginning); }

std::string campaign_junit(const measures::CampaignSummary& campaign) {
  const std::string& suite = campaign.name();
  std::string cases;
  std::size_t count = 0;
  std::size_t failed = 0;
  const auto add = [&](const std::string& id, const std::string& statement, bool vacuous) {
    std::string failures;
    if (vacuous) failures += "      <failure message=\"vacuous: no cell exercised it\"/>\n";
    for (const CampaignFailure& failure : campaign.failures) {
      if (failure.property != id) continue;
      failures += fmt::format("      <failure message=\"{}\">{}</failure>\n",
                              escaped(failure.about.empty() ? "violated" : failure.about), escaped(text_of(failure)));
    }
    ++count;
    failed += failures.empty() ? 0 : 1;
    const std::string name = id.empty() ? statement : id + ": " + statement;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escaped("keycell." + suite), escaped(name));
    cases += failures.empty() ? "/>\n" : ">\n" + failures + "    </testcase>\n";
  };
  std::size_t errors = 0;
  if (campaign.interrupted) {
    ++count;
    ++errors;
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"every seed is run\">\n"
        "      <error message=\"interrupted after {} of {} runs\"/>\n    </testcase>\n",
        escaped("keycell." + suite), campaign.done, campaign.seeds);
  }
  add("", "every run comes to its end", false);
  for (const auto& [fault, tally] : campaign.faults) {
    ++count;
    failed += tally.acted == 0 ? 1 : 0;
    cases +=
        fmt::format("    <testcase classname=\"{}\" name=\"{} acts\"{}", escaped("keycell." + suite), escaped(fault),
                    tally.acted > 0 ? "/>\n"
                                    : ">\n      <failure message=\"vacuous: it acted in no cell\"/>\n"
                                      "    </testcase>\n");
  }
  for (const measures::CampaignProperty& property : campaign.properties)
    add(property.id, property.statement, property.exercised == 0);
  return fmt::format(
      "{}{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n"
      "    <properties>\n      <property name=\"runs\" value=\"{}\"/>\n      <property name=\"scope\" value=\"{}\"/>\n"
      "      <property name=\"replay\" value=\"{}\"/>\n      <property name=\"made by\" value=\"{}\"/>\n"
      "    </properties>\n{}  </testsuite>\n</testsuites>\n",
      beginning, escaped(suite), count, failed, errors, campaign.wall_s, campaign.done, escaped(campaign.scope),
      escaped(campaign.replay),
      escaped(fmt::format("keycell {}, commit {}, SimGrid {}, OpenSSL {}", campaign.made_by.keycell,
                          campaign.made_by.commit, campaign.made_by.simgrid, campaign.made_by.openssl)),
      cases);
}

}  // namespace keycell::reports
