// One bit of what lies on a disk flips, in what programs see and in what is durable: of a record on media, of a
// database, or of a key in one.

#include <algorithm>

#include "model/integer_laws.h"
#include "model/library.h"
#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"
#include "sim/faults/database_image.h"
#include "sim/faults/media_files.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;
using Owners = std::shared_ptr<const OwnersOfArchiveFiles>;

/// Of a fault, whatever other faults there are.
PhiloxStream draws_of(const FaultSite& site, const Fault& fault) {
  const auto time = fault.values.time("at");
  const std::string at = time ? scenarios::instant_text(*time) : fault.values.text("after_flow");
  return site.fabric.chance(model::Stream::faults,
                            {fault.kind, {fault.values.text("target"), fault.values.text("part"), at}});
}

std::string bit_text(const std::string& where, std::uint64_t bit) { return where + " bit " + std::to_string(bit); }

/// Of one of these files, each as likely as it is long.
std::string flip_in(SimDisk& disk, const std::vector<std::string>& files, PhiloxStream draws) {
  std::uint64_t bits = 0;
  for (const std::string& file : files) bits += 8 * disk.content(file).size();
  if (bits == 0) return {};
  std::uint64_t bit = model::below(draws, bits);
  for (const std::string& file : files) {
    const std::uint64_t here = 8 * disk.content(file).size();
    if (bit < here) {
      disk.flip_bit_of(file, bit);
      return bit_text(file, bit);
    }
    bit -= here;
  }
  return {};
}

struct KeyThere {
  model::SqlValue row;
  Bytes key;
};

/// The key of a random row; nothing when there is none.
std::optional<KeyThere> choose_key(DatabaseImage& image, const KeyTable& table, PhiloxStream& draws) {
  const auto rows = image.database().read([&](auto& tx) { return tx.query(table.all); });
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[static_cast<std::size_t>(model::below(draws, rows.size()))];
  return KeyThere{row[0], std::get<Bytes>(row[1])};
}

std::string key_text(const KeyTable& table, const KeyThere& there, std::uint64_t bit) {
  return bit_text(std::string(table.name) + " row " + std::to_string(std::get<std::int64_t>(there.row)), bit);
}

/// Where it lies now: the program that has the database open may have read it before.
std::string flip_in_table_now(const FaultSite& site, SimHost& host, const KeyTable& table, PhiloxStream draws) {
  constexpr std::size_t needle = 32;  // of wrapped keys that is enough to be found, and never on two pages
  DatabaseImage image(site.fabric, host);
  const auto chosen = choose_key(image, table, draws);
  if (!chosen) return {};
  const View first = View(chosen->key).first(std::min(needle, chosen->key.size()));
  const std::uint64_t bit = model::below(draws, 8 * first.size());
  std::vector<std::string> files = host.sim_disk().files("");
  std::ranges::reverse(files);  // the log before the database: it has what is newer
  for (const std::string& file : files) {
    const View content = host.sim_disk().content(file);
    const auto found = std::ranges::find_end(content, first);
    if (found.empty()) continue;
    host.sim_disk().flip_bit_of(file, 8 * static_cast<std::uint64_t>(found.begin() - content.begin()) + bit);
    return key_text(table, *chosen, bit) + ", in " + file;
  }
  return {};
}

std::string flip_in_table_at_boot(const FaultSite& site, SimHost& host, const KeyTable& table, PhiloxStream draws) {
  DatabaseImage image(site.fabric, host);
  auto chosen = choose_key(image, table, draws);
  if (!chosen) return {};
  const std::uint64_t bit = model::below(draws, 8 * chosen->key.size());
  chosen->key[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  image.database().transact([&](auto& tx) { tx.run(table.change, {chosen->row, chosen->key}); });
  image.put_back();
  return key_text(table, *chosen, bit);
}

enum class When { now, atBoot };

std::string flip(const FaultSite& site, const Fault& fault, SimHost& host, const Owners& owners, When when) {
  SimDisk& disk = host.sim_disk();
  const std::string of = fault.values.text("part");
  if (is_media_agent(site.cell.scenario(), fault.values.text("target"))) {
    if (of.empty()) return disk.flip_bit(model::Library::folder);
    return flip_in(disk, records_of(disk, *owners, of), draws_of(site, fault));
  }
  if (of.empty()) return flip_in(disk, disk.files(""), draws_of(site, fault));
  const KeyTable& table = *find_key_table(of);  // the row of the kind knows them all
  try {
    return when == When::atBoot ? flip_in_table_at_boot(site, host, table, draws_of(site, fault))
                                : flip_in_table_now(site, host, table, draws_of(site, fault));
  } catch (const model::StorageFailed&) {  // it is damaged already, or not there yet
    return {};
  }
}

}  // namespace

void arm_bit_rot(const FaultSite& site, const Fault& fault) {
  const Owners owners = OwnersOfArchiveFiles::listen(site.fabric);
  const bool at_boot = fault.values.text("acts") == "at-boot";
  at_its_moment(site, fault, [site, &fault, owners, at_boot, &host = site.host(fault)] {
    const auto act = [site, &fault, owners, at_boot, &host] {
      const std::string where = flip(site, fault, host, owners, at_boot ? When::atBoot : When::now);
      const bool has_hit = !where.empty();
      const bool is_media = is_media_agent(site.cell.scenario(), fault.values.text("target"));
      const std::string_view nothing = is_media ? "nothing on the media yet" : "nothing there yet";
      site.fabric.post(host.self(),
                       model::FaultActed{"bit-rot", has_hit ? std::string_view(where) : nothing, site.number, has_hit});
    };
    at_boot ? host.sim_disk().at_next_power_up(act) : act();
  });
}

}  // namespace keycell::sim
