#pragma once
// Builds the CommCell of a scenario: hosts and resources on the fabric, the program of each host, and who asks for
// what.

#include <deque>
#include <memory>

#include "model/commserve.h"
#include "model/installation.h"
#include "model/kms/kinds.h"
#include "scenarios/scenario.h"
#include "sim/fabric.h"
#include "sim/parts.h"
#include "sim/rsa_test_keys.h"
#include "sim/workload.h"

namespace keycell::sim {

/// What a fresh disk of each kind of host holds (sim/process.h makes it).
struct DiskTemplates {
  FileImage csdb;
  FileImage kms_store;
};

class Cell {
 public:
  Cell(Fabric& fabric, const scenarios::Scenario& scenario, const DiskTemplates& templates, const Parts& parts);

  /// Switches every host on and starts the workload.
  void start();

  /// Does something at the console once pools and copies are made; nobody waits for it. Before start().
  void after_set_up(std::string name, ConsoleWork work) { after_set_up_.push_back({std::move(name), std::move(work)}); }

  /// Puts something around the key service of a KMS node from its next boot on.
  void wrap_kms(const std::string& kms, model::KeyServiceWrapper wrapper) {
    around_kms_[kms].push_back(std::move(wrapper));
  }

  const scenarios::Scenario& scenario() const { return scenario_; }

  /// Hosts with durable disks that a fault can hit: CommServe, KMS nodes, MediaAgents.
  const std::vector<std::string>& durable_hosts() const { return durable_hosts_; }

 private:
  /// A host, and what it was given; that outlives every boot.
  struct Equipped {
    SimHost& host;
    std::unique_ptr<model::Disk> disk = nullptr;
    std::unique_ptr<model::World> with_disk = nullptr;
    std::unique_ptr<model::World> world = nullptr;
    std::unique_ptr<crypto::RecordCipher> cipher = nullptr;
    std::unique_ptr<crypto::KeyDelivery> delivery = nullptr;

    /// What its program runs in.
    model::World& seen();
  };

  /// A host without a log level of its own has the cell's.
  Equipped& add_host(const std::string& name, std::uint32_t cores, std::optional<model::LogLevel> log_level);
  /// A host that opens data keys, and records under them.
  Equipped& add_data_host(const std::string& name, std::uint32_t cores, std::optional<model::LogLevel> log_level);
  model::JobSettings job_settings() const;
  model::AgeingSettings ageing_settings() const;
  std::map<std::string, model::Dedup> dedup_by_client() const;
  std::set<std::string> limited_libraries() const;
  void add_commserve(const FileImage& csdb);
  void add_kms(const scenarios::Kms& kms, const FileImage& store);
  void add_media_agent(const scenarios::MediaAgent& media_agent);
  void add_clients(const scenarios::ClientGroup& group);

  Fabric& fabric_;
  const scenarios::Scenario& scenario_;
  const Parts parts_;
  DataPaths data_paths_;
  PhiloxStream installer_;
  model::Installation installation_;
  std::unique_ptr<crypto::Hierarchy> hierarchy_;
  RsaTestKeys rsa_keys_;
  std::map<std::string, Volume> shared_libraries_;
  std::deque<Equipped> hosts_;
  std::vector<std::string> durable_hosts_;
  std::vector<NamedConsoleWork> after_set_up_;
  std::map<std::string, std::vector<model::KeyServiceWrapper>> around_kms_;
};

}  // namespace keycell::sim
