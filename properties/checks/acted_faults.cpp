#include "properties/checks/acted_faults.h"

#include <nlohmann/json.hpp>

namespace keycell::properties {

void ActedFaults::on(const model::Event& event) {
  const auto* acted = std::get_if<model::FaultActed>(&event.body);
  if (acted != nullptr && acted->fault != 0 && acted->has_hit) numbers_.insert(acted->fault);
}

std::string ActedFaults::result() const { return nlohmann::json(numbers_).dump(); }

FaultNumbers acted_faults_in(std::string_view result) {
  return result.empty() ? FaultNumbers{} : nlohmann::json::parse(result).get<FaultNumbers>();
}

}  // namespace keycell::properties
