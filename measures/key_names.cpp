#include "measures/key_names.h"

#include <algorithm>

#include "crypto/hash.h"
#include "measures/results/json.h"

namespace keycell::measures {

void KeyNamer::on(const model::Event& event) {
  using crypto::KeyClass;
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    secrets_.learn(held->secret, held->key_class);
  } else if (const auto* at = std::get_if<model::MasterKeyAtKms>(&event.body)) {
    if (at->secret != crypto::SecretId{})
      master_keys_.push_back({std::string(at->kms), std::string(at->id), secrets_.name_of(at->secret)});
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
    const bool is_for_a_row = secrets_.is(wrapped->by, KeyClass::masterKey) ||
                              secrets_.is(wrapped->by, KeyClass::kek) || secrets_.is(wrapped->by, KeyClass::rsaPrivate);
    if (!is_for_a_row || wrapped->result.empty()) return;
    if (wraps_.size() == mostWraps) wraps_.pop_front();
    wraps_.push_back({wrapped->what, wrapped->by, {wrapped->result.begin(), wrapped->result.end()}});
  } else if (const auto* made = std::get_if<model::KeyRowMade>(&event.body)) {
    learn_row(*made);
  }
}

void KeyNamer::learn_row(const model::KeyRowMade& made) {
  const auto is_in_the_row = [&](const Wrap& wrap) { return !std::ranges::search(made.row, wrap.result).empty(); };
  const auto wrap = std::ranges::find_if(wraps_, is_in_the_row);
  if (wrap == wraps_.end()) return;
  rows_[crypto::sha256_text(made.row)] = {wrap->what, wrap->by};
  wraps_.erase(wrap);
}

KeyNames KeyNamer::names() const {
  KeyNames names{.master_keys = master_keys_};
  for (const auto& [row, keys] : rows_)
    names.rows.push_back({row, secrets_.name_of(keys.first), secrets_.name_of(keys.second)});
  return names;
}

std::string KeyNamer::result() const { return result_text(names()); }

}  // namespace keycell::measures
