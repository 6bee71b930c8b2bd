#include "model/commserve.h"

#include "model/flows/flows.h"

namespace keycell::model {

CommServe::CommServe(World& world, const Installation& installation, const crypto::Hierarchy& hierarchy,
                     CommServeSettings settings)
    : world_(world),
      installation_(installation),
      hierarchy_(hierarchy),
      settings_(std::move(settings)),
      csdb_(world),
      messenger_(world, installation, settings_.channel),
      jobs_(*this, settings_.jobs) {
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); });
  jobs_.resume();
}

crypto::DeliveredKey CommServe::deliverable(const crypto::DataKey& key, const std::string& client) {
  const auto password = installation_.network_password(client, world_.witness());
  return crypto::NetworkPasswordDelivery().seal(key, password, world_.random(Stream::cryptoOpen));
}

Answer CommServe::handle(const Incoming& incoming) {
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kCreateStoragePool: {
      const auto& body = request.create_storage_pool();
      create_storage_pool(*this, {.name = body.name(), .media_agent = body.media_agent(), .kms = body.kms()});
      break;
    }
    case protocol::Request::kSubmitJob: {
      const auto& body = request.submit_job();
      if (body.kind() != protocol::BACKUP && body.kind() != protocol::RESTORE) throw RequestRefused("no kind of job");
      if (!csdb_.pool(body.pool())) throw RequestRefused("no storage pool " + body.pool());
      const NewJob job{.request = body.request(),
                       .kind = body.kind() == protocol::RESTORE ? JobKind::restore : JobKind::backup,
                       .client = body.client(),
                       .pool = body.pool(),
                       .front_end_bytes = body.front_end_bytes()};
      answer.reply.set_job(static_cast<std::uint64_t>(jobs_.submit(job)));
      break;
    }
    case protocol::Request::kJobStatus: {
      const std::uint64_t number = request.job_status().job();
      const auto job = csdb_.job(static_cast<std::int64_t>(number));
      if (!job) throw RequestRefused("no job " + std::to_string(number));
      answer.reply.set_job_state(std::string(name_of(job->phase)));
      break;
    }
    default: throw RequestRefused("no request that the CommServe serves");
  }
  return answer;
}

}  // namespace keycell::model
