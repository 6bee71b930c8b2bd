#include "sim/process.h"

#include "crypto/evp.h"
#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/channel.h"
#include "model/csdb/csdb.h"
#include "model/csdb/vfs.h"
#include "model/kms/key_store.h"
#include "model/protocol/commcell.pb.h"
#include "model/protocol/field_map.h"
#include "sim/bare_world.h"
#include "sim/foreign_randomness.h"
#include "sim/heap_room.h"
#include "sim/platform.h"

namespace keycell::sim {
namespace {

FileImage template_of(std::string_view file, std::string_view schema) {
  BareWorld world("template");
  model::vfs::forget_randomness();
  { const model::Database database(world, std::string(file), schema, model::Place::csdbPage); }
  for (FileImage& image : world.sim_disk().images())
    if (image.name == file) return std::move(image);
  throw std::logic_error("the template database left no file");
}

/// Does once, in the parent, what every child would otherwise do for the first time: fetches, descriptors, bindings.
void warm_up() {
  BareWorld world("warm-up");
  const auto secret = world.random(model::Stream::cryptoSecret, {"warm-up", {}});
  const auto open = world.random(model::Stream::cryptoOpen, {"warm-up", {}});
  const model::Installation installation(*secret);
  model::Channels channels(world, installation, model::ChannelKind::sealed);
  protocol::Request request;
  request.mutable_run_backup()->set_delivered_key("x");
  const std::string message = request.SerializeAsString();
  std::vector<model::FieldSpan> fields;
  protocol::map_fields(*request.GetDescriptor(), view_of(message), 0, fields);
  request.ParseFromString(message);
  protocol::Reply reply;
  reply.set_error("x");
  const std::string answer = reply.SerializeAsString();
  protocol::map_fields(*reply.GetDescriptor(), view_of(answer), 0, fields);
  reply.ParseFromString(answer);
  const auto header = world.begin_call({.to = "peer", .service = {}, .kind = "warm-up", .deadline = {}});
  channels.seal(header, header.kind, view_of(message), fields);
  const crypto::DataKey key = crypto::DataKey::generate(crypto::keySizeBytes, *secret, nullptr);
  const auto password = installation.network_password("peer", world.witness());
  const crypto::NetworkPasswordDelivery delivery;
  delivery.open(delivery.seal(key, password, *open), password);
  const crypto::CbcCrc32Records records;
  records.open(key, records.seal(key, view_of(message), *open));
}

/// The first host of a run that opens such a database goes on with the connection. The worlds stay as long as the
/// process, because the connections' files are on their disks until then.
void keep_open(const DiskTemplates& templates) {
  static BareWorld of_csdb("kept-csdb");
  of_csdb.sim_disk().install(templates.csdb);
  model::Csdb(of_csdb).keep();
  static BareWorld of_kms_store("kept-kms-store");
  of_kms_store.sim_disk().install(templates.kms_store);
  model::Database store(of_kms_store, templates.kms_store.name, model::KeyStore::schema, model::Place::kmsStore);
  model::KeyStore::keep(store);
}

}  // namespace

const DiskTemplates& process() {
  static const DiskTemplates templates = [] {
    provide_foreign_randomness();
    crypto::warm_up();
    model::vfs::register_once();
    warm_up();
    const DiskTemplates images{.csdb = template_of(model::csdbFile, model::csdbSchema),
                               .kms_store = template_of(model::KeyStore::file, model::KeyStore::schema)};
    keep_open(images);
    platform();
    make_heap_room();
    return images;
  }();
  return templates;
}

}  // namespace keycell::sim
