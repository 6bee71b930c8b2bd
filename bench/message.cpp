// What a message costs: request and reply between 20 clients and one server, in bare SimGrid, through the world's port,
// and through sealed channels, without and with the watch.

#include <fmt/format.h>

#include <array>
#include <deque>
#include <simgrid/s4u.hpp>

#include "bench/measure.h"
#include "model/messenger.h"
#include "properties/checks/secret_places.h"
#include "sim/event_hash.h"
#include "sim/fabric.h"
#include "sim/process.h"

namespace keycell::bench {
namespace {

namespace sg = simgrid::s4u;
using namespace std::chrono_literals;

constexpr int clients = 20;
constexpr int callsPerClient = 500;
constexpr std::size_t payloadBytes = 200;
constexpr std::size_t overheadBytes = 60;  // headers, as sim/network.cpp charges them
constexpr int watchedSecrets = 100;
constexpr int repetitions = 31;
constexpr sim::FabricSettings settings{
    .latency = 200us,
    .control_bytes_per_s = 125'000'000,
    .disk_operation = 20us,
    .disk_sync = 500us,
    .reboot = 5min,
    .keys = {.aes_wrap = 6us, .aes_unwrap = 8us, .rsa_public = 50us, .rsa_private = 4ms, .rsa_pair = 500ms}};

std::string client_name(int i) { return "client" + std::to_string(i); }

Bytes random_bytes(std::string_view of, std::size_t size) {
  sim::PhiloxStream stream(sim::Seed{1}, static_cast<std::uint32_t>(model::Stream::workload), of);
  Bytes bytes(size);
  stream.fill(bytes);
  return bytes;
}

template <class Run>
double microseconds_per_call(Run&& run) {
  const double started = cpu_seconds();
  run();
  return (cpu_seconds() - started) * 1e6 / (clients * callsPerClient);
}

// --- bare SimGrid --------------------------------------------------------------------------------------------------

struct Mail {
  sg::Host* from;
  Bytes request;
  Bytes* reply;
  sg::Semaphore* answered;
};

/// The same platform and network model; the payload goes by a deque, its bytes are simulated by sendto, and a semaphore
/// rings. As many server actors as clients, so that nobody queues.
double bare() {
  std::string name = "bare";
  std::string quiet = "--log=root.thresh:critical";
  std::array<char*, 3> arguments{name.data(), quiet.data(), nullptr};
  int count = 2;
  sg::Engine engine(&count, arguments.data());
  sg::Engine::set_config("network/model:CM02");
  sg::Engine::set_config("network/crosstraffic:no");
  sg::Engine::set_config("network/TCP-gamma:0");
  sg::Engine::set_config("contexts/stack-size:256");
  auto* zone = sg::create_star_zone("cell");
  const auto add_host = [&](const std::string& host_name) {
    sg::Host* host = zone->create_host(host_name, 1e9);
    const sg::Link* link = zone->create_link(host_name + "#control", static_cast<double>(settings.control_bytes_per_s))
                               ->set_latency(std::chrono::duration<double>(settings.latency).count() / 2);
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {sg::LinkInRoute(link)}, true);
    return host;
  };
  sg::Host* server = add_host("server");
  std::vector<sg::Host*> hosts;
  for (int i = 0; i < clients; ++i) hosts.push_back(add_host(client_name(i)));
  zone->seal();

  std::deque<Mail> queue;
  const auto bell = sg::Semaphore::create(0);
  const Bytes answer = random_bytes("server", payloadBytes);
  for (int i = 0; i < clients; ++i) {
    sg::Actor::create("server", server, [&] {
      sg::Actor::self()->daemonize();
      for (;;) {
        bell->acquire();
        const Mail mail = std::move(queue.front());
        queue.pop_front();
        Bytes reply = answer;
        sg::Comm::sendto(server, mail.from, reply.size() + overheadBytes);
        *mail.reply = std::move(reply);
        mail.answered->release();
      }
    });
    sg::Actor::create("client", hosts[static_cast<std::size_t>(i)], [&, i] {
      sg::Host* host = hosts[static_cast<std::size_t>(i)];
      const auto answered = sg::Semaphore::create(0);
      const Bytes request = random_bytes(client_name(i), payloadBytes);
      for (int call = 0; call < callsPerClient; ++call) {
        Bytes reply;
        sg::Comm::sendto(host, server, request.size() + overheadBytes);
        queue.push_back({host, request, &reply, answered.get()});
        bell->release();
        answered->acquire();
      }
    });
  }
  return microseconds_per_call([&] { engine.run(); });
}

// --- through the port ----------------------------------------------------------------------------------------------

enum class Watch { off, on };

/// A fabric with a server and clients. Never taken down: its process ends.
class Network {
 public:
  Network(Watch watch, sim::Program server)
      : secret_places_(scenarios::Scenario{}),
        folds_(watch == Watch::on ? std::vector<model::Fold*>{&hash_, &secret_places_}
                                  : std::vector<model::Fold*>{&hash_}),
        fabric_(sim::Seed{1}, settings, folds_) {
    fabric_.add_host("server", 8, {}, {}).install(std::move(server));
    for (int i = 0; i < clients; ++i)
      fabric_.add_host(client_name(i), 8, {}, {}).install([](model::World&) { return nullptr; });
    fabric_.seal();
    fabric_.host("server").boot();
    for (int i = 0; i < watchedSecrets; ++i) {
      const Bytes secret = random_bytes("secret" + std::to_string(i), 32);
      fabric_.host("server").witness().held(crypto::KeyClass::dataKey, secret, crypto::Arrival::generated);
    }
  }

  /// `client` makes all calls of one client.
  double run(const std::function<void(model::World&)>& client) {
    int working = clients;
    for (int i = 0; i < clients; ++i) {
      sim::SimHost& host = fabric_.host(client_name(i));
      host.boot();
      host.run_to_end("calls", [&] {
        client(host);
        if (--working == 0) fabric_.close(true);
      });
    }
    return microseconds_per_call([&] { fabric_.run(1h); });
  }

 private:
  sim::EventHash hash_;
  properties::SecretPlaces secret_places_;
  std::vector<model::Fold*> folds_;
  sim::Fabric fabric_;
};

double world_call(Watch watch) {
  const Bytes answer = random_bytes("server", payloadBytes);
  auto& network = *new Network(watch, [&](model::World& world) {
    world.serve("echo", [&](const model::Request&) { return model::Reply{answer, model::Keep::untilDeadline}; });
    return nullptr;
  });
  return network.run([](model::World& world) {
    const Bytes request = random_bytes(world.self(), payloadBytes);
    for (int call = 0; call < callsPerClient; ++call) world.ask("server", "echo", request, 30s);
  });
}

/// Fills `field` so that the message has as many bytes as the payloads of the other variants.
void fill(const google::protobuf::Message& message, std::string& field, std::string_view of) {
  constexpr std::size_t lengthPrefixBytes = 4;
  while (message.ByteSizeLong() + lengthPrefixBytes < payloadBytes) field.push_back('x');
  const Bytes bytes = random_bytes(of, field.size());
  field.assign(text_of(bytes));
}

double messenger_call(Watch watch) {
  sim::PhiloxStream installer(sim::Seed{1}, static_cast<std::uint32_t>(model::Stream::cryptoSecret), "installation");
  const model::Installation installation(installer);
  model::Answer answer;
  answer.reply.set_status(protocol::OK);
  fill(answer.reply, *answer.reply.mutable_wrapped_kek(), "server");
  auto& network = *new Network(watch, [&](model::World& world) {
    auto messenger = std::make_shared<model::Messenger>(world, installation, model::ChannelKind::sealed);
    messenger->serve([&](const model::Incoming&) { return model::Answer{answer.reply}; }, {});
    return messenger;
  });
  return network.run([&](model::World& world) {
    model::Messenger messenger(world, installation, model::ChannelKind::sealed);
    protocol::Request request;
    auto& chunk = *request.mutable_write_chunk();
    chunk.set_archive_file(1);
    chunk.set_chunk(1);
    fill(request, *chunk.mutable_record(), world.self());
    for (int call = 0; call < callsPerClient; ++call) messenger.call("server", request, 30s);
  });
}

void print() {
  const EarlyProcess early([](std::uint64_t) { return std::array{in_child(bare), 0.0}; });
  sim::process();  // once, before the forks
  const std::vector<Variant> variants{
      {"bare SimGrid: sendto, deque, semaphore", [&] { return early.measure(0)[0]; }},
      {"World::call", [] { return in_child([] { return world_call(Watch::off); }); }},
      {"World::call, watched", [] { return in_child([] { return world_call(Watch::on); }); }},
      {"Messenger::call (protobuf, AES-256-GCM)", [] { return in_child([] { return messenger_call(Watch::off); }); }},
      {"Messenger::call, watched", [] { return in_child([] { return messenger_call(Watch::on); }); }}};
  const std::vector<double> targets{0, 2, 4, 0, 0};
  const Figures microseconds(variants, repetitions);
  fmt::print(
      "A call: request and reply, {}-byte payloads, {} clients, 1 server, {} calls; watch: SEC-1 with {} secrets\n",
      payloadBytes, clients, clients * callsPerClient, watchedSecrets);
  fmt::print("median processor time of {} alternating runs\n\n", repetitions);
  fmt::print("{:<42}{:>12}{:>14}{:>10}{:>10}\n", "", "us a call", "above bare", "ratio", "target");
  for (std::size_t i = 0; i < variants.size(); ++i) {
    fmt::print("{:<42}{:>12.2f}", variants[i].name, microseconds.median_of(i));
    if (i > 0)
      fmt::print("{:>14.2f}{:>10.2f}", microseconds.median_above(i, 0),
                 microseconds.median_of(i) / microseconds.median_of(0));
    if (targets[i] > 0) fmt::print("{:>10}", fmt::format("<= {}", targets[i]));
    fmt::print("\n");
  }
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
