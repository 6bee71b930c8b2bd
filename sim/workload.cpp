#include "sim/workload.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "model/integer_laws.h"
#include "model/path.h"
#include "sim/actions/acts.h"
#include "sim/each.h"
#include "sim/plans.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using scenarios::Scenario;
using namespace std::chrono_literals;

/// The console waits this long for the cell's services to come up.
constexpr Nanos firstRequest = 1s;
constexpr Nanos askAgainAfter = 1min;

/// Of a pool, or of a copy without one.
template <class Request, class Part>
void set_paths(Request& request, const Part& part) {
  request.set_media_agent(part.media_agent);
  for (const std::string& name : part.alternates) request.add_alternate(name);
  request.set_in_turn(part.data_paths == scenarios::DataPathUse::roundRobin);
}

/// Lives as long as the last of its actors.
class Workload : public std::enable_shared_from_this<Workload> {
 public:
  Workload(Fabric& fabric, const Scenario& scenario, const model::Installation& installation, model::World& console,
           std::vector<NamedConsoleWork> after_set_up)
      : host_(fabric.host("console")),
        fabric_(fabric),
        scenario_(scenario),
        after_set_up_(std::move(after_set_up)),
        copies_(all_copies(scenario)),
        console_(console, installation,
                 {.commserve = std::string(scenarios::commserveName),
                  .channel = scenario.network.channel,
                  .call_deadline = scenario.jobs.call_deadline,
                  .ask_again_after = askAgainAfter}) {}

  void start() {
    in_work_ = 1;
    fabric_.listen([self = shared_from_this()](const model::Event& event) { self->hear(event); });
    fabric_.at_horizon([self = shared_from_this()] { return self->at_horizon(); });
    host_.run_to_end("set-up", [self = shared_from_this()] {
      self->host_.sleep(firstRequest);
      self->create_pools_and_copies();
      for (const protocol::MakePast& past : past_of(self->scenario_))
        self->ask(past.name(), [&] { self->console_.make_past(past); });
      self->make_schedules();
      self->schedule();
      self->one_done();
    });
  }

 private:
  void create_pools_and_copies() {
    for (const auto& pool : scenario_.pools) {
      protocol::CreateStoragePool request;
      request.set_name(pool.name);
      request.set_kms(pool.kms);
      set_paths(request, pool);
      ask("storage pool " + model::path_of(pool.name), [&] { console_.create_storage_pool(request); });
    }
    for (const auto& copy : copies_) {
      protocol::CreateCopy request;
      request.set_policy(copy.policy);
      request.set_copy(copy.name);
      request.set_pool(copy.pool);
      request.set_kms(copy.kms);
      set_paths(request, copy);
      request.set_source(copy.source);
      request.set_encryption(copy.encryption == scenarios::CopyEncryption::reEncrypt ? protocol::RE_ENCRYPT
                                                                                     : protocol::PRESERVE);
      ask("copy " + model::path_of(copy.policy, copy.name), [&] { console_.create_copy(request); });
    }
  }

  void make_schedules() {
    const protocol::MakeSchedules schedules = schedules_of(scenario_);
    if (schedules.schedule_size() > 0) ask("schedules", [&] { console_.make_schedules(schedules); });
  }

  void schedule() {
    for (const NamedConsoleWork& named : after_set_up_)
      host_.spawn(named.name, [self = shared_from_this(), &named] { named.work(self->host_, self->console_); });
    wait_for_schedules();
    schedule_restores();
    each("rotation", scenario_.rotations, &scenarios::Rotation::of,
         [this](const std::string& name, const scenarios::Rotation& rotation) {
           at(name, rotation.at, [this, name, &rotation] {
             ask("rotation of " + rotation.of, [&] { console_.rotate_master_key(name, rotation.of); });
           });
         });
    schedule_operators();
  }

  /// Does something at a time, in an actor of its own, which keeps the workload going until it is done.
  void at(const std::string& name, Nanos when, std::function<void()> what) {
    ++in_work_;
    host_.run_to_end(name, [self = shared_from_this(), when, what = std::move(what)] {
      self->host_.sleep(when - self->host_.now());
      what();
      self->one_done();
    });
  }

  /// The CommServe starts what is scheduled.
  void wait_for_schedules() {
    const auto last = last_run_of(scenario_, chance_of(fabric_));
    if (!last) return;
    constexpr Nanos submission = 1s;  // it is durable by then, unless the CommServe is down
    at("schedules", *last + submission, [this] { ask("schedules", [&] { console_.wait_for_all_schedules(); }); });
  }

  /// Restores are asked for one after the other: those of one moment the most urgent first, and in the order of the
  /// scenario; while the CommServe is down in the order in which somebody wanted them.
  void schedule_restores() {
    each("restore", scenario_.restores, clients_of<scenarios::Restore>,
         [this](const std::string& name, const scenarios::Restore& restore) {
           if (restore.until) return plan_arrivals(name, restore);
           due(restore.at, restore.priority, [this, name, &restore] {
             const scenarios::ClientGroup& group = group_called(restore.clients);
             restore_now(restore, jobs_of(name, group, client_names(group, restore.count.value_or(group.count))));
           });
         });
    if (line_.empty()) return;
    std::ranges::sort(line_, {}, [](const Due& job) { return std::tuple(job.at, job.priority, job.place); });
    at("restores", line_.front().at, [this] {
      for (const Due& next : line_) {
        if (next.at > host_.now()) host_.sleep(next.at - host_.now());
        next.ask();
      }
    });
  }

  void due(Nanos when, std::uint32_t priority, std::function<void()> ask) {
    line_.push_back({when, priority, line_.size(), std::move(ask)});
  }

  /// Whoever works at the console waits for the answer to one command before he gives the next: a resume does not
  /// overtake its suspend while the CommServe is down.
  void schedule_operators() {
    struct Command {
      std::string name;
      const scenarios::Operator* hand;
    };
    std::vector<Command> commands;
    each("operator", scenario_.operators, &scenarios::Operator::action,
         [&](const std::string& name, const scenarios::Operator& hand) {
           commands.push_back({name, &hand});
         });
    if (commands.empty()) return;
    // Those of one moment in the order in which the scenario names them.
    std::ranges::sort(commands, {}, [](const Command& command) { return std::pair(command.hand->at, command.hand); });
    at("operator", commands.front().hand->at, [this, commands] {
      for (const auto& [name, hand] : commands) {
        if (hand->at > host_.now()) host_.sleep(hand->at - host_.now());
        act(name, *hand);
      }
    });
  }

  const scenarios::ClientGroup& group_called(const std::string& name) const {
    return *std::ranges::find(scenario_.clients, name, &scenarios::ClientGroup::name);
  }

  /// A request for one job for each of these clients of a group.
  protocol::SubmitJob jobs_of(const std::string& name, const scenarios::ClientGroup& group,
                              const std::vector<std::string>& clients) const {
    protocol::SubmitJob jobs;
    jobs.set_request(name);
    jobs.set_policy(policy_of(group));
    jobs.set_copy(primary_copy_of(copies_, policy_of(group)));
    jobs.set_streams(group.streams);
    for (const std::string& client : clients) jobs.add_client(client);
    return jobs;
  }

  void submit(const protocol::SubmitJob& jobs) {
    ask(jobs.request(), [&] { console_.submit(jobs); });
  }

  /// A Poisson process: what is left until the next client comes does not depend on when the last one came.
  void plan_arrivals(const std::string& name, const scenarios::Restore& restore) {
    const std::vector<std::string> clients = client_names(group_called(restore.clients));
    PhiloxStream draws = fabric_.chance(model::Stream::workload, {"arrivals", {name}});
    Nanos when = restore.at;
    for (std::uint64_t number = 1;; ++number) {
      const Nanos gap = model::exponential(draws, restore.between);
      if (gap > *restore.until - when) return;
      when += gap;
      const std::string& client = clients[static_cast<std::size_t>(model::below(draws, clients.size()))];
      const std::string of_arrival = name + " arrival " + std::to_string(number);
      due(when, restore.priority, [this, client, of_arrival, &restore] {
        restore_now(restore, jobs_of(of_arrival, group_called(restore.clients), {client}));
      });
    }
  }

  void restore_now(const scenarios::Restore& restore, protocol::SubmitJob jobs) {
    jobs.set_kind(protocol::RESTORE);
    jobs.set_priority(restore.priority);
    if (!restore.copy.empty()) jobs.set_copy(restore.copy);
    if (restore.as_of) jobs.set_as_of_ns(static_cast<std::uint64_t>(restore.as_of->count()));
    submit(jobs);
  }

  void act(const std::string& name, const scenarios::Operator& hand) {
    ask(name,
        [&] { action_acts().at(hand.action)({.scenario = scenario_, .console = console_, .request = name}, hand); });
  }

  /// What the CommServe refuses for good goes into the console's log, and the workload is not complete.
  void ask(const std::string& what, const std::function<void()>& question) {
    std::string refusal;
    try {
      question();
    } catch (const model::RemoteError& error) {
      refusal = what + ": " + error.what();
    }
    if (refusal.empty()) return;
    complete_ = false;
    host_.log(model::LogLevel::error, refusal);
  }

  void hear(const model::Event& event) {
    const auto* job = std::get_if<model::JobState>(&event.body);
    if (job != nullptr) {
      const bool is_over = is_final(job->state);
      const auto belongs = [&](std::set<std::uint64_t>& jobs, bool is_in) {
        is_in ? void(jobs.insert(job->job)) : void(jobs.erase(job->job));
      };
      belongs(unfinished_, !is_over);
      belongs(going_, !is_over && job->state != model::JobStatus::suspended);
    }
    const auto* flow = std::get_if<model::DataMoved>(&event.body);
    if (job != nullptr || (flow != nullptr && flow->moved_bytes > 0) ||
        std::holds_alternative<model::JobPhase>(event.body))
      last_progress_ = event.time;
  }

  /// What is not done has only not had the time when data moves, or something happened to a job within a day, or those
  /// that are left are suspended.
  Fabric::AtHorizon at_horizon() const {
    constexpr Nanos still = 24h;
    if (in_work_ != 0) return {};
    if (unfinished_.empty()) return {.is_done = true, .complete = complete_};
    return {.is_at_work = going_.empty() || !fabric_.active_flows().empty() || host_.now() - last_progress_ < still};
  }

  /// When everything has been asked for, the workload is done with its last job.
  void one_done() {
    if (--in_work_ != 0) return;
    ask("the end", [this] { console_.wait_for_all_jobs(); });
    fabric_.close(complete_);
  }

  SimHost& host_;
  Fabric& fabric_;
  const Scenario& scenario_;
  std::vector<NamedConsoleWork> after_set_up_;
  std::vector<scenarios::Copy> copies_;
  model::Console console_;
  /// A restore that is asked for at a moment.
  struct Due {
    Nanos at;
    std::uint32_t priority;
    std::size_t place;  ///< among those of one moment
    std::function<void()> ask;
  };
  std::vector<Due> line_;
  std::size_t in_work_ = 0;
  std::set<std::uint64_t> unfinished_;
  std::set<std::uint64_t> going_;  // jobs that are neither over nor suspended
  Nanos last_progress_{};
  bool complete_ = true;
};

}  // namespace

void start_workload(Fabric& fabric, const Scenario& scenario, const model::Installation& installation,
                    model::World& console, std::vector<NamedConsoleWork> after_set_up) {
  std::make_shared<Workload>(fabric, scenario, installation, console, std::move(after_set_up))->start();
}

}  // namespace keycell::sim
