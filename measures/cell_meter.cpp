#include "measures/cell_meter.h"

#include "measures/quantity_text.h"
#include "measures/results/json.h"
#include "scenarios/scenario.h"

namespace keycell::measures {
namespace {

double in_seconds(model::Nanos time) { return static_cast<double>(time.count()) / 1e9; }

}  // namespace

void CellMeter::count(const model::Crossing& body, model::Nanos time) {
  if (body.place == model::Place::logLine && body.what == "error") errors_.push_back(std::string(text_of(body.bytes)));
  if (body.place == model::Place::logLine && body.what == "warning")
    warnings_.push_back(moment_text(in_seconds(time)) + ": " + std::string(text_of(body.bytes)));
  CrossingCounts& crossings = crossings_[body.place];
  ++crossings.count;
  crossings.bytes += body.bytes.size();
}

void CellMeter::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* crossing = std::get_if<model::Crossing>(&body)) {
    count(*crossing, event.time);
  } else if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    keys_[held->key_class].insert(held->secret);
  } else if (const auto* read = std::get_if<model::ChunkRead>(&body)) {
    // A job that is attempted again reads chunks again: they are backed up once.
    const bool is_past = read->front_end_bytes == 0;
    if (!is_past && chunks_read_.insert({read->archive_file, read->chunk}).second)
      front_end_bytes_ += read->front_end_bytes;
  } else if (const auto* restored = std::get_if<model::ChunkRestored>(&body)) {
    chunks_restored_ += restored->opened ? 1 : 0;
  } else if (const auto* moved = std::get_if<model::DataMoved>(&body)) {
    wire_bytes_ += moved->moved_bytes;
  } else if (std::holds_alternative<model::KeyWrapped>(body)) {
    ++wraps_;
  } else if (std::holds_alternative<model::KeyUnwrapped>(body)) {
    ++unwraps_;
  } else if (const auto* request = std::get_if<model::KmsRequest>(&body)) {
    KmsOperation& operation = kms_[std::string(request->operation)];
    ++operation.count;
    operation.failed += request->outcome == model::KmsOutcome::ok ? 0 : 1;
    if (has_answered(request->outcome)) operation.longest = std::max(operation.longest, request->latency);
  } else if (const auto* fault = std::get_if<model::FaultActed>(&body)) {
    ++faults_by_kind_[std::string(fault->kind)];
    const bool is_at_console = event.host == scenarios::consoleName;  // which is not what is hit
    faults_.push_back(moment_text(in_seconds(event.time)) + ": " + std::string(fault->kind) +
                      (is_at_console ? "" : " on " + std::string(event.host)) + ", " + std::string(fault->detail));
  } else if (const auto* up = std::get_if<model::HostUp>(&body)) {
    reboots_ += up->boot_epoch > 1 ? 1 : 0;
  }
}

CellCounts CellMeter::counts() const {
  CellCounts cell{.data = {.chunks_backed_up = chunks_read_.size(),
                           .front_end_bytes = front_end_bytes_,
                           .chunks_restored = chunks_restored_,
                           .wire_bytes = wire_bytes_},
                  .key_operations = {.wraps = wraps_, .unwraps = unwraps_},
                  .faults = faults_,
                  .faults_by_kind = faults_by_kind_,
                  .errors_logged = errors_,
                  .warnings_logged = warnings_,
                  .reboots = reboots_};
  for (const auto& [key_class, secrets] : keys_) cell.keys[key_class] = secrets.size();
  for (const auto& [name, operation] : kms_)
    cell.kms_requests[name] = {
        .count = operation.count, .failed = operation.failed, .longest_s = in_seconds(operation.longest)};
  for (const model::Place place : model::allPlaces) {
    const auto found = crossings_.find(place);
    cell.crossings[place] = found == crossings_.end() ? CrossingCounts{} : found->second;
  }
  return cell;
}

std::string CellMeter::result() const { return result_text(counts()); }

}  // namespace keycell::measures
