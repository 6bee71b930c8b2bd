#include "properties/checks/swapped_rows.h"

#include "model/key_row_made.h"
#include "model/path.h"

namespace keycell::properties {
namespace {

using crypto::KeyContext;

/// Opening a row draws no pair.
class NoPairs final : public crypto::RsaSource {
 public:
  crypto::RsaPair draw(const crypto::PairWanted&, crypto::Witness*) override {
    throw crypto::CryptoFailure("no pairs to be had");
  }
};

/// "client fs1", "archive file 7 of client fs1"
std::string text_of_subject(const KeyContext& data_key) {
  const std::string client = "client " + data_key.client;
  return data_key.archive_file == 0 ? client
                                    : "archive file " + std::to_string(data_key.archive_file) + " of " + client;
}

std::string name_of_owner(const crypto::KeyAttributes& owner) {
  return owner.copy.empty() ? model::path_of(owner.policy) : model::path_of(owner.policy, owner.copy);
}

}  // namespace

void SwappedRows::on(const model::Event& event) {
  kms_.hear(event);
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    secrets_.learn(held->secret, held->key_class);
  } else if (const auto* made = std::get_if<model::KeyRowMade>(&event.body)) {
    if (made->purpose == crypto::KeyPurpose::encryptsData) try_in_first_place(event, *made);
  }
}

void SwappedRows::try_in_first_place(const model::Event& event, const model::KeyRowMade& made) {
  const KeyContext own = context_of(made);
  const auto [found, is_first] = places_.try_emplace(own.owner, Place{own, made.secret});
  Place& place = found->second;
  if (is_first || place.was_tried || place.data_key == made.secret) return;
  place.of.version = own.version;  // both are under the protection as it is now
  if (place.of == own) return;
  // In the other place first: where it opens there, as documented rows do, it need not be opened twice. One that opens
  // in no place shows nothing.
  const bool opens_there = opens(made, place.of);
  if (!opens_there && !opens(made, own)) return;
  place.was_tried = true;
  mark_exercised();
  if (!opens_there) return;
  violated(event, secrets_.about(made.secret),
           "the row of " + secrets_.name_of(made.secret) + ", of " + text_of_subject(own) +
               ", opens in the place of that of " + secrets_.name_of(place.data_key) + ", of " +
               text_of_subject(place.of) + ", under the keys of " + name_of_owner(place.of.owner) +
               ", without complaint");
}

bool SwappedRows::opens(const model::KeyRowMade& made, const KeyContext& in) {
  crypto::SystemRng random;  // in a fold of a run: a stream of the folds' own
  NoPairs no_pairs;
  try {
    key_code_->open_data_key({bytes_of(made.under)}, {bytes_of(made.row)}, in,
                             {.kms = kms_,
                              .all_kms = kms_,
                              .random = {.secret = random, .open = random},
                              .rsa = no_pairs,
                              .witness = nullptr});
    return true;
  } catch (const std::exception&) {  // noticed
    return false;
  }
}

}  // namespace keycell::properties
