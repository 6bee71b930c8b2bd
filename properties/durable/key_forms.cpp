#include "properties/durable/key_forms.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "crypto/scramble.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;

/// Looked for in pages by pieces of this size; a database splits a long value over pages, but never as finely.
constexpr std::size_t pieceBytes = 8;

Bytes scrambled(View master_key) {
  return crypto::scramble(
      crypto::MasterKey::from(crypto::WipedBuffer::copy_of(master_key), crypto::Arrival::remembered, nullptr));
}

std::size_t find(View in, View what) {
  const auto* found = static_cast<const std::uint8_t*>(::memmem(in.data(), in.size(), what.data(), what.size()));
  return found == nullptr ? in.size() : static_cast<std::size_t>(found - in.data());
}

}  // namespace

KeyForms::KeyForms(const scenarios::Scenario& scenario)
    : has_built_in_kms_(std::ranges::any_of(scenario.kms, [](const scenarios::Kms& kms) { return !is_node(kms); })) {}

void KeyForms::hear(const model::Event& event) {
  if (latest_ == event.ordinal) return;
  latest_ = event.ordinal;
  const auto& body = event.body;
  if (const auto* crossing = std::get_if<model::Crossing>(&body)) {
    switch (crossing->place) {
      case model::Place::csdbPage:
      case model::Place::kmsStore: look_at_page(*crossing); break;
      default: break;
    }
  } else if (const auto* disk = std::get_if<model::DiskOperation>(&body)) {
    if (disk->operation == model::DiskAction::sync) sync(event.host, disk->file);
  } else if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hold(*held);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    // What travels under a network password is stored nowhere.
    if (!secrets_.is(wrapped->by, KeyClass::networkPassword))
      expect_stored({.what = wrapped->what, .by = wrapped->by, .bytes = bytes_of(wrapped->result)});
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&body)) {
    read_back(unwrapped->what, unwrapped->by, unwrapped->from);
  } else if (std::holds_alternative<model::HostDown>(body)) {
    lose(event.host);
  } else if (std::holds_alternative<model::HostUp>(body)) {
    boot(event.host);
  }
}

std::span<const SecretId> KeyForms::durable_under(SecretId key) const {
  const auto forms = durable_forms_.find(key);
  return forms == durable_forms_.end() ? std::span<const SecretId>() : std::span<const SecretId>(forms->second);
}

// --- keys on their way to a disk -----------------------------------------------------------------------------------

void KeyForms::hold(const model::SecretHeld& held) {
  const bool is_new = secrets_.learn(held.secret, held.key_class);
  if (!has_built_in_kms_ || held.key_class != KeyClass::masterKey) return;
  const Bytes stored = scrambled(held.bytes.bytes);
  if (is_new) expect_stored({.what = held.secret, .by = {}, .bytes = stored});
  if (held.how == crypto::Arrival::unwrapped) read_back(held.secret, {}, stored);
}

void KeyForms::expect_stored(Form form) {
  if (form.bytes.size() >= pieceBytes) pending_.push_back(std::move(form));
}

void KeyForms::look_at_page(const model::Crossing& page) {
  for (Form& form : pending_) {
    std::size_t begin = 0;
    while (begin + pieceBytes <= form.bytes.size()) {
      const View wanted(form.bytes);
      const std::size_t at = find(page.bytes, wanted.subspan(begin, pieceBytes));
      if (at == page.bytes.size()) {
        begin += pieceBytes;
        continue;
      }
      std::size_t before = 0;
      while (before < std::min(begin, at) && wanted[begin - before - 1] == page.bytes[at - before - 1]) ++before;
      std::size_t after = pieceBytes;
      while (begin + after < wanted.size() && at + after < page.bytes.size() &&
             wanted[begin + after] == page.bytes[at + after])
        ++after;
      form.pieces.push_back({std::string(page.from), std::string(page.to), begin - before, begin + after, false});
      begin += after;
    }
  }
}

void KeyForms::sync(std::string_view host, std::string_view file) {
  for (std::size_t i = pending_.size(); i-- > 0;) {
    bool changed = false;
    for (Piece& piece : pending_[i].pieces) {
      if (piece.synced || piece.host != host || piece.file != file) continue;
      piece.synced = changed = true;
    }
    if (!changed) continue;
    auto& pieces = pending_[i].pieces;
    std::ranges::sort(pieces, {}, &Piece::begin);
    std::size_t covered = 0;
    for (const Piece& piece : pieces)
      if (piece.synced && piece.begin <= covered) covered = std::max(covered, piece.end);
    if (covered == pending_[i].bytes.size()) settle(i);
  }
}

void KeyForms::lose(std::string_view host) {
  for (Form& form : pending_)
    if (std::erase_if(form.pieces, [&](const Piece& p) { return !p.synced && p.host == host; }) > 0) {
      form.lost_at = host;
      form.may_be_read_back = false;
    }
}

void KeyForms::boot(std::string_view host) {
  for (Form& form : pending_) form.may_be_read_back |= form.lost_at == host;
}

void KeyForms::read_back(SecretId what, SecretId by, View from) {
  for (std::size_t i = pending_.size(); i-- > 0;) {
    const Form& form = pending_[i];
    if (form.may_be_read_back && form.what == what && form.by == by && std::ranges::equal(form.bytes, from)) settle(i);
  }
}

void KeyForms::settle(std::size_t form) {
  durable_forms_[pending_[form].what].push_back(pending_[form].by);
  pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(form));
}

bool KeyForms::is_durable(SecretId key) {
  if (key.ordinal < durable_.size() && durable_[key.ordinal]) return true;
  const auto forms = durable_forms_.find(key);
  const bool durable = secrets_.is(key, KeyClass::kmsRoot) ||
                       (forms != durable_forms_.end() && std::ranges::any_of(forms->second, [this](SecretId by) {
                          return by == SecretId{} || is_durable(by);
                        }));
  if (durable) {
    if (key.ordinal >= durable_.size()) durable_.resize(key.ordinal + 1);
    durable_[key.ordinal] = true;
  }
  return durable;
}

}  // namespace keycell::properties
