#include "model/past.h"

#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/front_end.h"
#include "model/work_in_hand.h"

namespace keycell::model {
namespace {

/// Archive files that are made at once.
constexpr std::size_t mostWorkers = 64;
/// Until what failed for a reason that may pass is tried again.
constexpr Nanos again = std::chrono::minutes(1);

constexpr Nanos days_before(std::uint32_t days) { return -std::chrono::days(days); }

bool may_pass(protocol::Status status) {
  return status == protocol::DOWNSTREAM_FAILED || status == protocol::STORAGE_FAILED ||
         status == protocol::KMS_UNAVAILABLE || status == protocol::KMS_KEY_DISABLED ||
         status == protocol::KMS_WRONG_KEY;
}

}  // namespace

void Past::make(const NewPast& past) {
  ++making_;
  for (std::uint32_t ago = past.full_days_ago; ago >= past.last_days_ago; --ago) {
    const Nanos when = days_before(ago);
    NewJobs jobs{.request = past.name + ", " + std::to_string(ago) + " days ago",
                 .kind = JobKind::backup,
                 .copy = past.copy,
                 .clients = past.clients,
                 .level = ago == past.full_days_ago ? BackupLevel::full : BackupLevel::incremental};
    constexpr Nanos since_last = std::chrono::days(1);
    if (past.front_end.is_drawn()) {
      for (const std::string& client : past.clients)
        jobs.own.push_back(sizes_of(past.front_end, since_last, client, jobs.request, chance_));
    } else {
      const JobSizes sizes = sizes_of(past.front_end, since_last);
      jobs.full = sizes.full;
      jobs.changed = sizes.changed;
    }
    commserve_.for_sure([&] { commserve_.csdb().submit(jobs, when.count()); });
  }
  --making_;
  go_on();
}

void Past::go_on() {
  if (workers_ > 0 || making_ > 0) return;
  ++making_;
  items_ = commserve_.for_sure([this] { return next_items(); });
  workers_ = std::min(items_.size(), mostWorkers);
  --making_;
  for (std::size_t left = workers_; left > 0; --left) commserve_.world().spawn("past", [this] { work(); });
}

void Past::work() {
  while (!items_.empty()) {
    const Item item = std::move(items_.front());
    items_.pop_front();
    item();
  }
  if (--workers_ == 0) go_on();
}

std::deque<Past::Item> Past::next_items() {
  Csdb& csdb = commserve_.csdb();
  std::deque<Item> items;
  const std::vector<JobRow> jobs = csdb.past_jobs();
  if (!jobs.empty()) {  // of the first day that is not done
    const auto request = std::make_shared<const JobRequest>(csdb.job_request(jobs.front().request));
    const auto copy = std::make_shared<const CopyRow>(csdb.copy(request->what.copy));
    for (const JobRow& job : jobs) {
      if (job.request != request->id) continue;
      items.push_back([this, request, copy, job] {
        do_for_sure(
            [&] {
              backup(commserve_, {.job = job.id,
                                  .request = *request,
                                  .copy = *copy,
                                  .client = job.client,
                                  .archive_file = job.id,
                                  .media_agent = copy->paths.media_agents.front(),
                                  .source_media_agent = {},
                                  .begins_at = [](const std::string&) {},
                                  .is_past = true});
            },
            job.id);
      });
    }
    return items;
  }
  for (const CopyRow& row : csdb.copies_with_past_files_to_come()) {
    const auto copy = std::make_shared<const CopyRow>(row);
    const auto source = csdb.copy(CopyName{.policy = row.name.policy, .copy = row.source});
    const std::string from = source->paths.media_agents.front();
    for (const std::int64_t file : csdb.past_files_to_copy(source->id, row.id)) {
      if (given_up_.contains({row.id.value, file})) continue;
      const auto request = std::make_shared<const JobRequest>(JobRequest{
          .id = 0,
          .what = {.request = "before, then " + full_name(row.name), .kind = JobKind::auxCopy, .copy = row.id},
          .submitted_ns = -1,
          .due_ns = -1});
      items.push_back([this, request, copy, file, from] {
        bool is_done = false;
        do_for_sure(
            [&] {
              aux_copy(commserve_, {.job = file,
                                    .request = *request,
                                    .copy = *copy,
                                    .client = {},
                                    .archive_file = file,
                                    .media_agent = copy->paths.media_agents.front(),
                                    .source_media_agent = from,
                                    .begins_at = [](const std::string&) {},
                                    .is_past = true});
              is_done = true;
            },
            0);
        if (!is_done) given_up_.insert({copy->id.value, file});
      });
    }
    if (!items.empty()) return items;
  }
  return items;
}

void Past::do_for_sure(const Item& item, std::int64_t job) {
  World& world = commserve_.world();
  for (;;) {
    std::string why;
    bool passes = false;
    try {
      item();
      return;
    } catch (const crypto::KmsUnavailable& error) {
      why = error.what();
      passes = true;
    } catch (const crypto::KmsKeyDisabled& error) {
      why = error.what();
      passes = true;
    } catch (const crypto::KmsWrongKey& error) {
      why = error.what();
      passes = true;
    } catch (const CallFailed& error) {
      why = error.what();
      passes = true;
    } catch (const StorageFailed& error) {
      why = error.what();
      passes = true;
    } catch (const RemoteError& error) {
      why = error.what();
      passes = may_pass(error.status());
    } catch (const crypto::KmsRefused& error) {
      why = error.what();
    } catch (const crypto::KeyUnrecoverable& error) {
      why = error.what();
    } catch (const RequestRefused& error) {
      why = error.what();
    } catch (const crypto::Refused& error) {
      why = error.what();
    }
    if (!passes) {
      world.log(LogLevel::error, "a backup of before cannot be: " + why);
      if (job != 0)
        commserve_.for_sure([&] {
          commserve_.csdb().set_standing(
              job, {.status = JobStatus::failed, .cause = JobCause::requestRefused, .reason = why});
        });
      return;
    }
    world.sleep(again);
  }
}

}  // namespace keycell::model
