// Records of clients that are not what they were: exchanged, put back to an earlier time, cut short. On media it is
// their records; in the CSDB the keys that these are under, when the CommServe boots next.

#include <algorithm>
#include <memory>

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

Bytes copy_of(View content) { return {content.begin(), content.end()}; }

Bytes half_of(View content) { return copy_of(content.first(content.size() / 2)); }

/// The rows of data keys under which a client has archive files, and the keys.
std::vector<model::Database::SqlRow> keys_of(DatabaseImage& image, const std::string& client) {
  return image.database().read([&](auto& tx) {
    return tx.query(
        "SELECT DISTINCT k.rowid, k.key_row FROM data_key k JOIN archive_copy c ON c.data_key=k.id WHERE c.client=? "
        "ORDER BY k.rowid",
        {client});
  });
}

void store(DatabaseImage& image, const model::SqlValue& row, const Bytes& key) {
  image.database().transact([&](auto& tx) { tx.run(find_key_table("data_key")->change, {row, key}); });
}

/// Both return how many records they changed.
std::size_t exchange_on_media(SimDisk& disk, const std::vector<std::string>& some,
                              const std::vector<std::string>& others) {
  const std::size_t count = std::min(some.size(), others.size());
  for (std::size_t i = 0; i < count; ++i) {
    Bytes kept = copy_of(disk.content(some[i]));
    disk.replace(some[i], copy_of(disk.content(others[i])));
    disk.replace(others[i], std::move(kept));
  }
  return count;
}

std::size_t exchange_in_csdb(DatabaseImage& image, const std::string& client, const std::string& other) {
  const auto some = keys_of(image, client);
  const auto others = keys_of(image, other);
  const std::size_t count = std::min(some.size(), others.size());
  for (std::size_t i = 0; i < count; ++i) {
    store(image, some[i][0], std::get<Bytes>(others[i][1]));
    store(image, others[i][0], std::get<Bytes>(some[i][1]));
  }
  return count;
}

void tell(const FaultSite& site, const Fault& fault, std::size_t count, std::string_view of_what) {
  const std::string detail = std::to_string(count) + " " + std::string(of_what) + " of " + fault.values.text("client");
  site.fabric.post(fault.values.text("target"), model::FaultActed{fault.kind, detail, site.number, count > 0});
}

using OnMedia = std::function<std::size_t(SimDisk& disk)>;
using InCsdb = std::function<std::size_t(DatabaseImage& image)>;

void arm(const FaultSite& site, const Fault& fault, const OnMedia& on_media, const InCsdb& in_csdb) {
  at_its_moment(site, fault, [site, &fault, on_media, in_csdb, &host = site.host(fault)] {
    if (is_media_agent(site.cell.scenario(), fault.values.text("target")))
      return tell(site, fault, on_media(host.sim_disk()), "records");
    host.sim_disk().at_next_power_up([site, &fault, in_csdb, &host] {
      std::size_t count = 0;
      try {
        DatabaseImage image(site.fabric, host);
        count = in_csdb(image);
        image.put_back();
      } catch (const model::StorageFailed&) {  // it is damaged already: nothing can be found in it
      }
      tell(site, fault, count, "keys");
    });
  });
}

}  // namespace

void arm_records_exchanged(const FaultSite& site, const Fault& fault) {
  const Owners owners = OwnersOfArchiveFiles::listen(site.fabric);
  const std::string of = fault.values.text("client");
  const std::string with = fault.values.text("with");
  arm(
      site, fault,
      [owners, of, with](SimDisk& disk) {
        return exchange_on_media(disk, records_of(disk, *owners, of), records_of(disk, *owners, with));
      },
      [of, with](DatabaseImage& image) { return exchange_in_csdb(image, of, with); });
}

void arm_records_cut_short(const FaultSite& site, const Fault& fault) {
  const Owners owners = OwnersOfArchiveFiles::listen(site.fabric);
  const std::string of = fault.values.text("client");
  arm(
      site, fault,
      [owners, of](SimDisk& disk) {
        const std::vector<std::string> records = records_of(disk, *owners, of);
        for (const std::string& record : records) disk.replace(record, half_of(disk.content(record)));
        return records.size();
      },
      [of](DatabaseImage& image) {
        const auto keys = keys_of(image, of);
        for (const auto& row : keys) store(image, row[0], half_of(std::get<Bytes>(row[1])));
        return keys.size();
      });
}

void arm_records_rolled_back(const FaultSite& site, const Fault& fault) {
  const Owners owners = OwnersOfArchiveFiles::listen(site.fabric);
  const std::string of = fault.values.text("client");
  const auto kept = std::make_shared<std::map<std::string, Bytes>>();
  SimDisk& disk = site.host(fault).sim_disk();
  site.fabric.at(*fault.values.time("as_of"), [owners, of, kept, &disk] {
    for (const std::string& record : records_of(disk, *owners, of)) (*kept)[record] = copy_of(disk.content(record));
  });
  site.fabric.at(*fault.values.time("at"), [site, &fault, owners, of, kept, &disk] {
    std::size_t count = 0;
    for (const std::string& record : records_of(disk, *owners, of)) {
      const auto old = kept->find(record);
      if (old != kept->end() && std::ranges::equal(old->second, disk.content(record))) continue;
      ++count;
      old != kept->end() ? disk.replace(record, old->second) : disk.take_away(record);
    }
    tell(site, fault, count, "records");
  });
}

}  // namespace keycell::sim
