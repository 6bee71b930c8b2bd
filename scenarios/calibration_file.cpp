#include "scenarios/calibration_file.h"

#include <map>

#include "scenarios/locate.h"
#include "scenarios/reader.h"
#include "scenarios/shipped_calibrations.h"
#include "scenarios/text_file.h"
#include "scenarios/toml_string.h"
#include "scenarios/units.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

Calibration read_calibration(std::string_view file_name, const Table& document) {
  using Keys = std::vector<std::string>;
  const TableReader root(file_name, document, "a calibration",
                         Keys{"title", "machine", "openssl", "measured", std::string(encryptTable),
                              std::string(decryptTable), std::string(ratesTable), std::string(timesTable)});
  Calibration calibration{.title = root.text("title"),
                          .machine = root.text("machine"),
                          .openssl = root.text("openssl"),
                          .measured = root.text("measured")};
  const Keys ciphers{"AES-128", "AES-256", "3DES-192", "Blowfish-128", "Blowfish-256"};
  const std::map<std::string_view, TableReader> tables{
      {encryptTable, root.table(encryptTable, ciphers)},
      {decryptTable, root.table(decryptTable, ciphers)},
      {ratesTable, root.table(ratesTable, Keys{"compress", "decompress", "hash"})},
      {timesTable, root.table(timesTable, Keys{"aes_wrap", "aes_unwrap", "rsa_public", "rsa_private", "message"})}};
  each_value(calibration, [&]<class Value>(std::string_view table, const std::string& key, Value& value) {
    if constexpr (std::is_same_v<Value, std::uint64_t>)
      value = tables.at(table).rate(key);
    else
      value = tables.at(table).duration(key);
  });
  return calibration;
}

std::string value_text(std::uint64_t bytes_per_s) { return rate_text(bytes_per_s, RateStyle::bytes); }
std::string value_text(std::chrono::nanoseconds time) { return duration_text(time); }

}  // namespace

Calibration load_calibration_text(std::string_view file_name, std::string_view text) {
  const Table document = parse_document(file_name, text);
  Calibration calibration = read_calibration(file_name, document);
  try {
    validate(calibration);
  } catch (const InvalidScenario& error) {
    const Position at = locate(document, error.where());
    throw ScenarioError({std::string(file_name), at.line, at.column, error.what()});
  }
  return calibration;
}

Calibration load_calibration_file(const std::string& path) {
  return load_calibration_text(path, read_text_file(path, "calibration"));
}

Calibration load_shipped_calibration(std::string_view name) {
  const ShippedCalibration* shipped = find_shipped_calibration(name);
  if (shipped == nullptr) throw std::invalid_argument(no_such(name, "calibration", shipped_calibration_names()));
  return load_calibration_text(std::string(name) + ".toml", shipped->text);
}

std::string to_toml(const Calibration& calibration, const Remark& remark) {
  std::string text;
  const auto line = [&](std::string_view key, std::string_view value, const std::string& beside) {
    text.append(key).append(" = ").append(in_quotes(value));
    if (!beside.empty()) text.append("  # ").append(one_line(beside));
    text += '\n';
  };
  line("title", calibration.title, {});
  line("machine", calibration.machine, {});
  line("openssl", calibration.openssl, {});
  line("measured", calibration.measured, {});
  std::string_view open;
  each_value(calibration, [&](std::string_view table, const std::string& key, const auto& value) {
    if (table != open) text.append("\n[").append(table).append("]\n");
    open = table;
    line(key, value_text(value), remark(table, key));
  });
  return text;
}

}  // namespace keycell::scenarios
