#include "properties/checks/restorable.h"

#include <algorithm>
#include <chrono>

#include "properties/result_json.h"
#include "scenarios/units.h"
#include "sim/random.h"

namespace keycell::properties {

using model::Nanos;
using model::Opened;
using model::Opening;

namespace {

double in_seconds(Nanos time) { return std::chrono::duration<double>(time).count(); }

std::string told(const KeyState& key) {
  return key.kms +
         (key.state == "Lost"        ? " has lost "
          : key.state == "Destroyed" ? " has destroyed "
                                     : " has disabled ") +
         key.name;
}

/// In whole seconds, where there are any.
std::string later(Nanos after) {
  using std::chrono::seconds;
  return scenarios::duration_text(after < seconds(1) ? after : std::chrono::floor<seconds>(after));
}

/// The worst first.
int rank_of(Durably is) {
  switch (is) {
    case Durably::wrongData: return 0;
    case Durably::doesNotOpen: return 1;
    case Durably::missing: return 2;
    case Durably::gone: return 3;
    case Durably::opensWhen: return 4;
    case Durably::unknown: return 5;
    case Durably::aged: return 6;
    case Durably::opens: return 7;
  }
  return 8;
}

std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

Restorable::Restorable(const scenarios::Scenario& scenario, std::shared_ptr<KeyForms> forms)
    : start_(scenario.start), ledger_(std::move(forms)) {}

std::string Restorable::instant(Nanos when) const {
  return scenarios::instant_text(std::chrono::floor<std::chrono::seconds>(when), start_);
}

void Restorable::at_end(model::DurableState& durable) {
  std::size_t chunks = 0;
  for (const auto& [where, file] : ledger_.files()) chunks += file.chunks.size();
  const std::size_t every = 1 + chunks / mostChunksOpened;
  std::size_t number = 0;
  for (const auto& [where, file] : ledger_.files()) {
    if (file.is_withdrawn && !file.is_complete) continue;
    const bool is_any = std::ranges::any_of(file.chunks, &Ledger::Chunk::is_acknowledged);
    if (!is_any && !file.is_complete) continue;
    mark_exercised();
    ++told_.archive_files;
    const bool is_opened = !file.has_aged && number++ % every == 0;
    if (is_opened) ++told_.looked_at;
    const std::size_t all =
        file.is_complete ? std::max(ledger_.chunks_read(where.archive_file), file.chunks.size()) : file.chunks.size();
    for (std::uint32_t chunk = 0; chunk < all; ++chunk) {
      const Place place{where, chunk};
      const bool is_acknowledged = chunk < file.chunks.size() && file.chunks[chunk].is_acknowledged;
      if (file.has_aged) {
        if (is_acknowledged) count(place, file, {.is = Durably::aged});
      } else if (!is_acknowledged) {
        if (file.is_complete)
          count(place, file, {.is = Durably::missing, .because = "told to be complete, and never acknowledged"});
      } else if (is_opened) {
        count(place, file,
              by_both(place, file,
                      durable.open({.copy = where.copy, .archive_file = where.archive_file, .chunk = chunk})));
      } else {
        count(place, file, by_ledger(file));
      }
    }
  }
  judge();
}

Restorable::Finding Restorable::by_ledger(const Ledger::File& file) const {
  using Is = KeyFate::Is;
  const KeyFate fate = ledger_.fate_of(file.key);
  switch (fate.is) {
    case Is::gone: return {.is = Durably::gone, .because = told(*fate.state), .since = fate.state->since};
    case Is::notToBeUsed:
      return {.is = Durably::opensWhen,
              .because = "when somebody at " + fate.state->kms + " has enabled " + fate.state->name,
              .since = fate.state->since};
    case Is::there:
      if (file.harmed_since || ledger_.databases_harmed_since() || ledger_.libraries_harmed_since()) break;
      return {.is = Durably::opens};
    case Is::onNoDisk:
    case Is::unknown: break;
  }
  return {.is = Durably::unknown, .because = "only opening it would tell"};
}

Restorable::Finding Restorable::by_both(const Place& place, const Ledger::File& file, const Opened& opened) {
  using Is = KeyFate::Is;
  const KeyFate fate = ledger_.fate_of(file.key);
  const auto databases_harmed = ledger_.databases_harmed_since();
  if (opened.how == Opening::opens) {
    const bool is_out_of_reach = fate.is == Is::gone || fate.is == Is::notToBeUsed;
    if (is_out_of_reach && !databases_harmed && contradiction_.empty())
      contradiction_ = "archive file " + std::to_string(place.file.archive_file) + " in copy " +
                       std::to_string(place.file.copy) + ": " + told(*fate.state) + " on " +
                       instant(fate.state->since) + ", and chunk " + std::to_string(place.chunk) +
                       " opens with what is durable";
    const Ledger::Read* read = ledger_.read(place.file.archive_file, place.chunk);
    if (read != nullptr && read->hash != sim::stable_hash(text_of(opened.plain)))
      return {.is = Durably::wrongData, .because = "it opens to other data than the client had"};
    return {.is = Durably::opens};
  }
  if (fate.is == Is::gone || (fate.is == Is::notToBeUsed && opened.how == Opening::keyDisabled)) return by_ledger(file);
  const bool is_of_media = opened.how == Opening::noRecord || opened.how == Opening::doesNotOpen;
  if (is_of_media && file.harmed_since)
    return {.is = Durably::gone, .because = "in the library " + file.harmed.front(), .since = file.harmed_since};
  if (is_of_media && ledger_.libraries_harmed_since())
    return {.is = Durably::gone,
            .because = "a library was put back to what it was",
            .since = ledger_.libraries_harmed_since()};
  if (!is_of_media && databases_harmed)
    return {.is = Durably::gone,
            .because = "what a database had was changed: " + std::string(name_of(opened.how)),
            .since = databases_harmed};
  return {.is = Durably::doesNotOpen, .because = std::string(name_of(opened.how))};
}

void Restorable::count(const Place& place, const Ledger::File& file, const Finding& finding) {
  Line& line = lines_[finding];
  const Ledger::Read* read = ledger_.read(place.file.archive_file, place.chunk);
  const std::uint64_t bytes = read != nullptr ? read->front_end_bytes : 0;
  ++line.told.chunks;
  line.told.front_end_bytes += bytes;
  told_.front_end_bytes += bytes;
  if (line.last_file != place.file.archive_file || line.last_copy != place.file.copy) ++line.told.archive_files;
  line.last_file = place.file.archive_file;
  line.last_copy = place.file.copy;
  if (place.chunk < file.chunks.size() && file.chunks[place.chunk].key_gone != crypto::SecretId{}) {
    ++line.told.chunks_acknowledged_after;
    line.told.bytes_acknowledged_after += bytes;
  }
  if (!finding.since) return;
  const auto noticed = ledger_.noticed(place.file.copy, *finding.since);
  if (noticed && (!line.noticed || noticed->when < line.noticed->when)) line.noticed = noticed;
}

void Restorable::judge() {
  for (auto& [finding, line] : lines_) {
    DurableLine& told = line.told;
    told.is = finding.is;
    told.because = finding.because;
    if (finding.since) told.since_s = in_seconds(*finding.since);
    if (line.noticed) {
      told.noticed_s = in_seconds(line.noticed->when - *finding.since);
      told.noticed_by = std::string(name_of(line.noticed->kind)) + " job " + std::to_string(line.noticed->job);
    }
    told_.lines.push_back(told);
    std::string what;
    switch (finding.is) {
      case Durably::gone:
        if (told.chunks_acknowledged_after == 0) break;
        what = counted(told.chunks_acknowledged_after, "chunk") + ", " +
               scenarios::size_text(told.bytes_acknowledged_after) +
               ", acknowledged when no key that opens them existed: " + finding.because + " on " +
               instant(*finding.since) + "; noticed " +
               (line.noticed ? later(line.noticed->when - *finding.since) + " later by " + told.noticed_by
                             : std::string("by nobody until the end"));
        break;
      case Durably::doesNotOpen:
      case Durably::wrongData:
      case Durably::missing:
        what = counted(told.chunks, "acknowledged chunk") + " of " + counted(told.archive_files, "archive file") +
               ", " + scenarios::size_text(told.front_end_bytes) + ": " + finding.because +
               (finding.is == Durably::doesNotOpen ? ", and nothing that happened explains it" : "");
        break;
      case Durably::opens:
      case Durably::opensWhen:
      case Durably::aged:
      case Durably::unknown: break;
    }
    if (!what.empty()) violated(Evidence{.what = what});
  }
  // Lines differ in one of these.
  std::ranges::sort(told_.lines, {},
                    [](const DurableLine& line) { return std::tuple(rank_of(line.is), line.because, line.since_s); });
}

std::string Restorable::details() const { return json_of(told_).dump(); }

DurableTold durable_told(const Judgement& avl1) { return result_in_text<DurableTold>(avl1.details); }

}  // namespace keycell::properties
