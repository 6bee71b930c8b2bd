#pragma once
// Who asks the CommServe for something: an administrator, a user. Asks again until it has an answer.

#include <functional>

#include "model/messenger.h"

namespace keycell::model {

/// Runs on a host of its own. Every call returns when the CommServe has answered; asking twice does nothing twice.
class Console {
 public:
  struct Settings {
    std::string commserve;
    ChannelKind channel;
    Nanos call_deadline;
    Nanos ask_again_after;  ///< after a call that failed, and at least between two looks at a job
  };

  Console(World& world, const Installation& installation, Settings settings)
      : world_(world), messenger_(world, installation, settings.channel), settings_(std::move(settings)) {}

  /// Throws RemoteError when the CommServe refuses for good.
  void create_storage_pool(const protocol::CreateStoragePool& pool);
  void create_copy(const protocol::CreateCopy& copy);
  /// Returns when the backups of before exist, in every copy.
  void make_past(const protocol::MakePast& past);
  void make_schedules(const protocol::MakeSchedules& schedules);
  void rotate_master_key(const std::string& request, const std::string& name);
  /// At the console of a KMS node, which may be down for a while: asked twice, it does the same.
  protocol::Reply administer_kms(const std::string& kms, const protocol::KmsAdminister& what);
  /// What an operator does to jobs; `subject` says to which.
  void control_jobs(const protocol::ControlJobs& what, const std::string& subject);
  /// Anything that the CommServe serves and nobody is told of.
  protocol::Reply ask(const protocol::Request& request);
  std::uint64_t submit(const protocol::SubmitJob& job);
  /// Waits until the job is over and returns the state in which it ended.
  std::string wait_for(std::uint64_t job);
  /// Waits until every run of every schedule has started.
  void wait_for_all_schedules();
  /// Waits until no job is unfinished.
  void wait_for_all_jobs();

 private:
  /// Called with what went wrong before it is asked again.
  using OnFailedTry = std::function<void(std::string_view why)>;

  protocol::Reply ask(const protocol::Request& request, const std::string& host);
  protocol::Reply ask(const protocol::Request& request, const std::string& host, Nanos deadline,
                      const OnFailedTry& failed);
  /// Tells of it as an operation, from the first try to its end.
  void operate(OperationKind kind, std::string_view subject, const protocol::Request& request);
  /// Looks again after a sixteenth of the time that it has waited: a century of waiting is fewer than 300 looks.
  void look_until(const std::function<bool()>& is_so);

  World& world_;
  Messenger messenger_;
  Settings settings_;
  std::uint64_t operations_ = 0;
};

}  // namespace keycell::model
