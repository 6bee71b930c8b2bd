// Writes the seeds of every fuzzer: make_corpus FOLDER. Whole records, wraps, rows and keys, so that fuzzing starts
// behind the checks that random bytes never pass.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "crypto/aead.h"
#include "crypto/key_delivery.h"
#include "crypto/primitives.h"
#include "crypto/record_cipher.h"
#include "crypto/row_codec.h"
#include "crypto/rsa.h"
#include "model/protocol/commcell.pb.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "scenarios/write.h"
#include "tests/crypto/counter_rng.h"
#include "tests/fuzz/keys.h"

namespace keycell::crypto::fuzz {
namespace {

class Corpus {
 public:
  explicit Corpus(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(folder);
  }

  void add(std::size_t choice, View rest) {
    Bytes seed{static_cast<std::uint8_t>(choice)};
    append(seed, rest);
    add(seed);
  }
  void add(View seed) {
    std::ofstream file(folder_ / ("seed-" + std::to_string(++seeds_)), std::ios::binary);
    file.write(text_of(seed).data(), static_cast<std::streamsize>(seed.size()));
    if (!file) throw std::runtime_error("cannot write into " + folder_.string());
  }

 private:
  std::filesystem::path folder_;
  int seeds_ = 0;
};

void records_into(Corpus corpus) {
  testing::CounterRng ivs("ivs");
  for (std::size_t cipher = 0; cipher < allDataCiphers.size(); ++cipher) {
    const DataCipher which = allDataCiphers[cipher];
    const DataKey key = key_named<DataKey>("dek", which.key_size_bytes());
    const auto in_clear = make_record_cipher(which.name, which.key_bits, RecordCrc::clear);
    const auto inside = make_record_cipher(which.name, which.key_bits, RecordCrc::inside);
    for (const std::size_t size : {0u, 5u, 16u, 100u}) {
      const Bytes record = in_clear->seal(key, Bytes(size, 'p'), ivs);
      corpus.add(2 * cipher, record);
      corpus.add(2 * cipher + 1, inside->seal(key, Bytes(size, 'p'), ivs));
      // A whole ciphertext whose text does not end in a CRC.
      corpus.add(2 * cipher + 1, View(record).first(record.size() - crc32SizeBytes));
    }
  }
}

void wraps_into(Corpus corpus) {
  for (std::size_t i = 0; i < 3; ++i) {
    const WipedBuffer key = bytes_named("wrapping key", 16 + 8 * i);
    const Bytes plain(32, 'k');
    corpus.add(16 * i + 0, aes_key_wrap(key.view(), plain));
    corpus.add(16 * i + 1, aes_key_wrap_padded(key.view(), Bytes(33, 'k')));
    corpus.add(16 * i + 2, aes_key_wrap_crc32(key.view(), plain));
    corpus.add(16 * i + 3, aes_key_wrap_padded_crc32(key.view(), Bytes(7, 'k')));
    if (i != 1) corpus.add(16 * i + 4, gcm_seal(key.view(), Bytes(12, 'n'), view_of("context"), plain));
  }
  testing::CounterRng salts("salts");
  corpus.add(
      5, NetworkPasswordDelivery()
             .seal(key_named<DataKey>("dek", keySizeBytes), key_named<NetworkPassword>("password", keySizeBytes), salts)
             .bytes);
}

void rows_into(Corpus corpus) {
  corpus.add(0, {});
  corpus.add(1, RowWriter().field(Bytes(52, 'w')).take());
  corpus.add(2, RowWriter().field(view_of("mk-1")).field(Bytes(52, 'w')).take());
  corpus.add(3, RowWriter().field({}).field(Bytes(300, 'w')).field(Bytes(1, 'x')).take());
}

void rsa_into(Corpus corpus) {
  const auto holder = RsaPrivate::from(WipedBuffer::copy_of(rsa_key()), Arrival::installed, nullptr);
  const RsaPublic half = public_half_of(holder);
  corpus.add(0, rsa_key());
  corpus.add(1, half.bytes);
  corpus.add(2, wrap_rsa(key_named<DataKey>("dek", keySizeBytes), half).bytes);
  corpus.add(2, oaep_encrypt(half.bytes, {}, {}));
}

/// As Messenger sends it over a plain channel: the length of the message, the message, an attachment.
Bytes on_the_wire(const google::protobuf::Message& message, View attachment = {}) {
  const std::string text = message.SerializeAsString();
  Bytes wire{0, 0, static_cast<std::uint8_t>(text.size() >> 8), static_cast<std::uint8_t>(text.size())};
  append(wire, view_of(text));
  append(wire, attachment);
  return wire;
}

void messages_into(Corpus corpus) {
  enum { commserve, kms, mediaAgent, client, reply };
  using protocol::Request;
  const auto add = [&](std::size_t to, auto fill, View attachment = {}) {
    Request request;
    fill(request);
    corpus.add(to, on_the_wire(request, attachment));
  };
  const Bytes kek = [] {
    Bytes bytes{static_cast<std::uint8_t>(KeyClass::kek)};
    append(bytes, Bytes(keySizeBytes, 'k'));
    return bytes;
  }();
  add(commserve, [](Request& r) {
    auto& body = *r.mutable_create_storage_pool();
    body.set_name("pool-a");
    body.set_media_agent("ma1");
    body.set_kms("built-in");
  });
  add(commserve, [](Request& r) {
    auto& body = *r.mutable_create_copy();
    body.set_policy("Gold");
    body.set_copy("Primary");
    body.set_media_agent("ma1");
    body.set_kms("kms1");
  });
  add(commserve, [](Request& r) { r.mutable_rotate_master_key()->set_name("pool-a"); });
  add(commserve, [](Request& r) { r.mutable_submit_job()->set_kind(protocol::BACKUP); });
  add(commserve, [](Request& r) { r.mutable_job_status()->set_job(1); });
  add(commserve, [](Request& r) { r.mutable_work_status(); });
  add(commserve, [](Request& r) {
    r.mutable_control_jobs()->set_action(protocol::KILL);
    r.mutable_control_jobs()->set_kind(protocol::BACKUP);
  });
  add(commserve, [](Request& r) { r.mutable_chunk_written()->set_archive_file(1); });
  add(kms, [](Request& r) { r.mutable_kms_create()->set_policy("Gold"); });
  add(
      kms, [](Request& r) { r.mutable_kms_wrap()->set_master_key("kms1-mk-1"); }, kek);
  add(kms, [](Request& r) { r.mutable_kms_fetch()->set_master_key("kms1-mk-1"); });
  add(kms, [](Request& r) { r.mutable_kms_locate()->set_copy("Primary"); });
  add(kms, [](Request& r) { r.mutable_kms_administer()->set_incident(protocol::KEY_DISABLED); });
  add(
      kms, [](Request& r) { r.mutable_kms_register()->set_policy("Gold"); }, Bytes(1 + keySizeBytes, 0));
  add(mediaAgent, [](Request& r) { r.mutable_write_chunk()->set_record("record"); });
  add(mediaAgent, [](Request& r) { r.mutable_send_archive_file()->set_chunk_bytes(1000); });
  add(mediaAgent, [](Request& r) { r.mutable_run_aux_copy()->set_chunk_bytes(1000); });
  add(client, [](Request& r) { r.mutable_run_backup()->set_delivered_key("key"); });
  add(client, [](Request& r) { r.mutable_run_restore()->set_delivered_key("key"); });
  add(client, [](Request& r) { r.mutable_restore_chunk()->set_record("record"); });
  add(client, [](Request& r) { r.mutable_make_data_key(); });
  protocol::Reply answer;
  answer.set_status(protocol::OK);
  answer.add_master_key("kms1-mk-1");
  corpus.add(reply, on_the_wire(answer, kek));
  answer.set_status(protocol::REFUSED);
  answer.set_error("why");
  corpus.add(reply, on_the_wire(answer));
}

void scenarios_into(Corpus corpus) {
  for (const auto& entry : scenarios::catalogue()) corpus.add(view_of(entry.text));
  // Every key of a scenario file.
  for (const auto& entry : scenarios::catalogue())
    corpus.add(view_of(
        scenarios::to_toml(scenarios::load_text("cell.toml", entry.text, {.property_ids = {"FID-1", "SEC-7"}}))));
}

}  // namespace
}  // namespace keycell::crypto::fuzz

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_corpus FOLDER\n";
    return 2;
  }
  using namespace keycell::crypto::fuzz;
  const std::filesystem::path folder = arguments[1];
  records_into(Corpus(folder / "record_open"));
  wraps_into(Corpus(folder / "key_unwrap"));
  rows_into(Corpus(folder / "row_decode"));
  rsa_into(Corpus(folder / "rsa_unwrap"));
  messages_into(Corpus(folder / "message_open"));
  scenarios_into(Corpus(folder / "scenario_load"));
}
