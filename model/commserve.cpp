#include "model/commserve.h"

#include "crypto/scramble.h"
#include "model/flows/flows.h"
#include "model/front_end.h"
#include "model/key_row_made.h"
#include "model/schedule_message.h"

namespace keycell::model {
namespace {

/// The step at which a new data key becomes durable.
const Step& data_key_stored_in(Flow flow) {
  switch (flow) {
    case Flow::backup: return step_of(Flow::backup, 2);
    case Flow::auxCopy: return step_of(Flow::auxCopy, 5);
    case Flow::syntheticFull: return step_of(Flow::syntheticFull, 5);
    default: throw std::logic_error("no flow that makes data keys");
  }
}

/// Of a request for a pool or copy.
template <class Body>
LibraryPaths paths_in(const Body& body) {
  LibraryPaths paths{.media_agents = {body.media_agent()}, .in_turn = body.in_turn()};
  paths.media_agents.insert(paths.media_agents.end(), body.alternate().begin(), body.alternate().end());
  return paths;
}

JobAction action_of(protocol::JobAction action) {
  switch (action) {
    case protocol::SUSPEND: return JobAction::suspend;
    case protocol::RESUME: return JobAction::resume;
    case protocol::KILL: return JobAction::kill;
    default: throw RequestRefused("nothing that can be done to a job");
  }
}

}  // namespace

CommServe::CommServe(World& world, const Installation& installation, const crypto::Hierarchy& hierarchy,
                     const crypto::KeyDelivery& delivery, crypto::RsaSource& rsa, CommServeSettings settings)
    : world_(world),
      installation_(installation),
      hierarchy_(hierarchy),
      delivery_(delivery),
      rsa_(rsa),
      settings_(std::move(settings)),
      csdb_(world),
      messenger_(world, installation, settings_.channel),
      key_cache_(world, settings_.readings.kms_cache),
      jobs_(*this, settings_.jobs),
      schedules_(*this, jobs_, settings_.chance),
      past_(*this, settings_.chance) {
  if (!settings_.ageing.retention.empty()) for_sure([&] { csdb_.prepare_ageing(); });
  jobs_.resume();  // before anybody can ask for jobs
  schedules_.resume();
  past_.resume();
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); }, {});
  if (!settings_.ageing.retention.empty()) world_.spawn("data ageing", [this] { age_data_daily(); });
}

void CommServe::await_disk(const std::string& why) {
  constexpr Nanos again = std::chrono::minutes(1);
  world_.log(LogLevel::error, why);
  world_.sleep(again);
}

void CommServe::age_data_daily() {
  go_on_ageing(*this);
  for (;;) {
    constexpr Nanos day = std::chrono::days(1);
    const Nanos passed = (world_.now() - settings_.ageing.at) % day;  // since the last one; less than zero before it
    world_.sleep(passed < Nanos::zero() ? -passed : day - passed);
    age_data(*this);
  }
}

std::unique_ptr<crypto::Kms> CommServe::kms_called(const std::string& name, const Doing& doing) {
  const auto reach = settings_.kms.find(name);
  if (reach == settings_.kms.end()) throw crypto::KmsRefused("there is no KMS " + name);
  std::unique_ptr<crypto::Kms> server = reach->second({.world = world_,
                                                       .csdb = csdb_,
                                                       .messenger = messenger_,
                                                       .name = name,
                                                       .subject = std::string(doing.subject),
                                                       .stream = doing.stream,
                                                       .call_deadline = settings_.call_deadline,
                                                       .retry = settings_.kms_retry,
                                                       .made_by = settings_.readings.master_key_made_by});
  if (key_cache_.is_on()) server = std::make_unique<CachingKms>(key_cache_, name, std::move(server));
  return server;
}

DataKeySubject CommServe::subject_of(const CopyRow& copy, const std::string& client, std::int64_t archive_file) const {
  const std::int64_t fresh = settings_.readings.data_key_reuse == DataKeyReuse::fresh ? archive_file : 0;
  switch (settings_.readings.data_key_scope.value_or(hierarchy_.data_key_scope())) {
    case crypto::DataKeyScope::client: return {.client = client, .protection = copy.protection, .archive_file = fresh};
    case crypto::DataKeyScope::clientCopy: return {.client = client, .copy = copy.id, .archive_file = fresh};
    case crypto::DataKeyScope::archiveFile: return {.copy = copy.id, .archive_file = archive_file};
  }
  throw std::logic_error("no such scope");
}

crypto::NewDataKey CommServe::make_data_key(const ProtectionRecord& protection, const crypto::KeyContext& of,
                                            const std::string& backup, DataKeyBorn born, crypto::KeyServices keys) {
  switch (born) {
    case DataKeyBorn::commserve: return hierarchy_.new_data_key(protection.row, of, keys);
    case DataKeyBorn::client: {
      protocol::Request request;
      auto& body = *request.mutable_make_data_key();
      body.set_policy(of.owner.policy);
      body.set_owner_copy(of.owner.copy);
      body.set_copy(of.copy);
      body.set_backup(backup);
      const Answer answer = messenger_.call(of.client, request, settings_.call_deadline);
      // The password goes before a KMS is asked, which may take its time.
      crypto::DataKey key = [&] {
        const auto password = network_password(of.client);
        world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, password.id());
        return delivery_.open({bytes_of(view_of(answer.reply.delivered_key()))}, password);
      }();
      step(step_of(Flow::backup, 1), of.client);
      return hierarchy_.protect_data_key(protection.row, std::move(key), of, keys);
    }
  }
  throw std::logic_error("no such birthplace");
}

CommServe::DataKeyInUse CommServe::data_key_for(Flow flow, const CopyRow& copy, const BackupName& backup,
                                                StreamOf stream) {
  const std::string& client = backup.client;
  const DataKeySubject subject = subject_of(copy, client, static_cast<std::int64_t>(stream.archive_file));
  const std::string scope = scope_of(subject);
  const ProtectionRecord protection = csdb_.protection(copy.protection);
  const crypto::KeyContext of = context_of_data_key(csdb_, protection, subject, client);
  const std::string for_backup = subject.archive_file != 0 ? backup.request : std::string();
  return with_keys(protection.kms, {flow, client, stream}, drawn_for(of, for_backup), [&](crypto::KeyServices keys) {
    if (const auto known = csdb_.data_key(scope))
      return DataKeyInUse{known->id, hierarchy_.open_data_key(protection.row, known->row, of, keys)};
    // The key of an aux copy or synthetic full is not for the client, which then need not even be there.
    const DataKeyBorn born = flow == Flow::backup ? settings_.readings.data_key_born : DataKeyBorn::commserve;
    crypto::NewDataKey made = make_data_key(protection, of, for_backup, born, keys);  // backup 1, 2; else 4, 5
    world_.emit(data_key_row_made(of, made.key.id(), made.row, protection.row));
    const DataKeyRecord stored = csdb_.insert_data_key(scope, protection.id, made.row);  // backup 2, aux copy 5
    step(data_key_stored_in(flow), client);
    // Another job of the same scope may have stored a key in the meantime: the stored one counts, which is that of the
    // job that got there first. Nothing tells the two apart: both were drawn for this scope and wrapped alike, nothing
    // is under the other one, and whoever comes later finds the same row. So their order may go by time; one that did
    // not would have a job wait for another one's KMS.
    if (stored.row == made.row) return DataKeyInUse{stored.id, std::move(made.key)};
    made.key.wipe();  // nothing is under it, and the KMS may take its time for the other one
    return DataKeyInUse{stored.id, hierarchy_.open_data_key(protection.row, stored.row, of, keys)};
  });
}

crypto::DataKey CommServe::open_data_key(Flow flow, const KeyRows& rows, StreamOf stream) {
  const std::string& client = rows.backup.client;
  const DataKeySubject subject = subject_in(rows.data_key.scope, client);
  const crypto::KeyContext of = context_of_data_key(csdb_, rows.protection, subject, client);
  const DrawName drawn = drawn_for(of, subject.archive_file != 0 ? rows.backup.request : std::string());
  return with_keys(rows.protection.kms, {flow, client, stream}, drawn, [&](crypto::KeyServices keys) {
    return hierarchy_.open_data_key(rows.protection.row, rows.data_key.row, of, keys);
  });
}

crypto::NetworkPassword CommServe::network_password(const std::string& host) {
  switch (settings_.readings.network_password_at_rest) {
    case PasswordAtRest::memory: return installation_.network_password(host, world_.witness());
    case PasswordAtRest::csdb: {
      if (const auto stored = csdb_.network_password(host))
        return crypto::NetworkPassword::from(crypto::unscramble(*stored), crypto::Arrival::unwrapped,
                                             &world_.witness());
      auto password = installation_.network_password(host, world_.witness());
      csdb_.insert_network_password(host, crypto::scramble(password));
      return password;
    }
  }
  throw std::logic_error("no such place for a password");
}

crypto::DeliveredKey CommServe::deliverable(const crypto::DataKey& key, const Delivery& delivery) {
  const auto password = network_password(delivery.to);
  const auto& [client, backed_up_by] = delivery.backup;
  const DrawName name("delivered key", {delivery.to, client, backed_up_by, full_name(delivery.copy), delivery.request});
  world_.begin_key_operation(crypto::KeyOperation::aesWrap, password.id());
  return delivery_.seal(key, password, *world_.random(Stream::cryptoOpen, name));
}

CopyId CommServe::copy_called(const CopyName& name) {
  const auto copy = csdb_.copy(name);
  if (!copy) throw RequestRefused("no storage policy copy " + full_name(name));
  return copy->id;
}

Answer CommServe::handle(const Incoming& incoming) {
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kCreateStoragePool: {
      const auto& body = request.create_storage_pool();
      create_storage_pool(*this, {.name = body.name(), .paths = paths_in(body), .kms = body.kms()});
      break;
    }
    case protocol::Request::kCreateCopy: {
      const auto& body = request.create_copy();
      create_copy(*this, {.name = {.policy = body.policy(), .copy = body.copy()},
                          .paths = paths_in(body),
                          .kms = body.kms(),
                          .pool = body.pool(),
                          .source = body.source(),
                          .encryption = body.encryption() == protocol::RE_ENCRYPT ? CopyEncryption::reEncrypt
                                                                                  : CopyEncryption::preserve});
      break;
    }
    case protocol::Request::kRotateMasterKey:
      rotate_master_key(*this, request.rotate_master_key().request(), request.rotate_master_key().name());
      break;
    case protocol::Request::kSubmitJob: {
      const auto& body = request.submit_job();
      NewJobs jobs{.request = body.request(),
                   .kind = kind_of(body.kind()),
                   .copy = copy_called({.policy = body.policy(), .copy = body.copy()}),
                   .clients = {body.client().begin(), body.client().end()},
                   .level = level_in(body.level()),
                   .full = size_of(body.front_end_bytes(), body.compression(), body.dedup_full()),
                   .changed = size_of(body.changed_bytes(), body.compression(), body.dedup_incremental()),
                   .then_copies = {body.then_copy().begin(), body.then_copy().end()},
                   .streams = std::max(body.streams(), 1U)};
      if (body.has_as_of_ns()) jobs.as_of_ns = static_cast<std::int64_t>(body.as_of_ns());
      if (body.has_priority()) jobs.priority = body.priority();
      if (body.own_size() != 0 && body.own_size() != body.client_size())
        throw RequestRefused("sizes of other than each client");
      for (const auto& own : body.own())
        jobs.own.push_back({.full = size_of(own.front_end_bytes(), body.compression(), body.dedup_full()),
                            .changed = size_of(own.changed_bytes(), body.compression(), body.dedup_incremental())});
      if (jobs.kind == JobKind::backup && jobs.own.empty() && jobs.full.front_end_bytes == 0)
        throw RequestRefused("a backup of nothing");
      answer.reply.set_job(static_cast<std::uint64_t>(jobs_.submit(jobs)));
      break;
    }
    case protocol::Request::kMakeSchedules: {
      std::vector<NewSchedule> schedules;
      for (const auto& body : request.make_schedules().schedule())
        schedules.push_back(schedule_in(body, copy_called({.policy = body.policy(), .copy = body.copy()})));
      schedules_.make(schedules);
      break;
    }
    case protocol::Request::kMakePast: {
      const auto& body = request.make_past();
      past_.make(past_in(body, copy_called({.policy = body.policy(), .copy = body.copy()})));
      break;
    }
    case protocol::Request::kWorkStatus:
      answer.reply.set_unfinished_jobs(jobs_.unfinished());
      answer.reply.set_past_to_come(past_.is_to_come());
      answer.reply.set_runs_to_come(schedules_.runs_to_come());
      break;
    case protocol::Request::kControlJobs: {
      const auto& body = request.control_jobs();
      const JobAction action = action_of(body.action());
      const JobKind kind = kind_of(body.kind());
      const std::size_t changed = jobs_.control(action, kind, {body.client().begin(), body.client().end()});
      const std::string word(name_of(action));
      if (changed == 0)
        world_.log(LogLevel::warning,
                   "an operator's \"" + word + "\" met no " + std::string(name_of(kind)) + " job to " + word);
      break;
    }
    case protocol::Request::kChunkWritten: {
      const auto& body = request.chunk_written();
      csdb_.chunk_written(static_cast<std::int64_t>(body.archive_file()), {static_cast<std::int64_t>(body.copy())},
                          body.chunk());
      break;
    }
    case protocol::Request::kJobStatus: {
      const auto job = csdb_.job(static_cast<std::int64_t>(request.job_status().job()));
      if (!job) throw RequestRefused("no job " + std::to_string(request.job_status().job()));
      answer.reply.set_job_state(std::string(name_of(job->is.status)));
      break;
    }
    default: throw RequestRefused("no request that the CommServe serves");
  }
  return answer;
}

}  // namespace keycell::model
