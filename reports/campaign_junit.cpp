// JUnit's XML, as Jenkins, GitLab and others read it: their common part, attributes and elements in their order.

#include <fmt/format.h>

#include "reports/campaign_report.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

/// For an attribute or a text. Characters that XML 1.0 cannot have become spaces.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += c; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string text_of(const Json& failure) {
  std::string text = fmt::format("{} runs; seeds", failure.at("count").get<std::uint64_t>());
  for (const Json& seed : failure.at("seeds")) text += fmt::format(" {}", seed.get<std::uint64_t>());
  text += "\n" + failure.at("evidence").get<std::string>();
  for (const Json& line : failure.at("story")) text += "\n  " + line.get<std::string>();
  text += "\nagain: " + failure.at("replay").get<std::string>();
  const auto smaller = failure.at("replay_of_file").get<std::string>();
  return smaller.empty() ? text : text + "\nsmaller: " + smaller;
}

/// How every file begins: nobody else's does.
constexpr std::string_view beginning =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"keycell check ";

}  // namespace

bool is_junit_of_keycell(std::string_view text) { return text.starts_with(beginning); }

std::string campaign_junit(const Json& campaign) {
  const std::string suite = campaign.contains("space") ? campaign.at("space") : campaign.at("scenario");
  std::string cases;
  std::size_t count = 0;
  std::size_t failed = 0;
  const auto add = [&](const std::string& id, const std::string& statement, bool vacuous) {
    std::string failures;
    if (vacuous) failures += "      <failure message=\"vacuous: no cell exercised it\"/>\n";
    for (const Json& failure : campaign.at("failures")) {
      if (failure.at("property").get<std::string>() != id) continue;
      const std::string about = failure.at("about");
      failures += fmt::format("      <failure message=\"{}\">{}</failure>\n",
                              escaped(about.empty() ? "violated" : about), escaped(text_of(failure)));
    }
    ++count;
    failed += failures.empty() ? 0 : 1;
    const std::string name = id.empty() ? statement : id + ": " + statement;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escaped("keycell." + suite), escaped(name));
    cases += failures.empty() ? "/>\n" : ">\n" + failures + "    </testcase>\n";
  };
  std::size_t errors = 0;
  if (campaign.at("interrupted").get<bool>()) {
    ++count;
    ++errors;
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"every seed is run\">\n"
        "      <error message=\"interrupted after {} of {} runs\"/>\n    </testcase>\n",
        escaped("keycell." + suite), campaign.at("done").get<std::uint64_t>(),
        campaign.at("seeds").get<std::uint64_t>());
  }
  add("", "every run comes to its end", false);
  for (const Json& property : campaign.at("properties"))
    add(property.at("id"), property.at("statement"), property.at("exercised").get<std::uint64_t>() == 0);
  return fmt::format(
      "{}{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n"
      "    <properties>\n      <property name=\"runs\" value=\"{}\"/>\n      <property name=\"scope\" value=\"{}\"/>\n"
      "      <property name=\"replay\" value=\"{}\"/>\n    </properties>\n{}  </testsuite>\n</testsuites>\n",
      beginning, escaped(suite), count, failed, errors, campaign.at("wall_s").get<double>(),
      campaign.at("done").get<std::uint64_t>(), escaped(campaign.at("scope").get<std::string>()),
      escaped(campaign.at("replay").get<std::string>()), cases);
}

}  // namespace keycell::reports
