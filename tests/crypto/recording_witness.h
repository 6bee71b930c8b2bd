#pragma once
// A witness that writes down what it hears, e.g. "held kek#1 generated", "wrapped kek#1 under master-key#2".

#include <map>
#include <string>
#include <vector>

#include "crypto/witness.h"

namespace keycell::crypto::testing {

class RecordingWitness final : public Witness {
 public:
  SecretId held(KeyClass key_class, View bytes, Arrival how) noexcept override {
    const auto next = static_cast<std::uint32_t>(ids_.size() + 1);
    const SecretId id{ids_.try_emplace(bytes_of(bytes), next).first->second};
    classes_.try_emplace(id, key_class);
    ++holders_[id];
    note("held " + name(id) + " " + word(how));
    return id;
  }
  void wiped(SecretId secret) noexcept override {
    --holders_[secret];
    note("wiped " + name(secret));
  }
  void wrapped(SecretId what, SecretId by, WrapForm form, View result) noexcept override {
    note("wrapped " + name(what) + " under " + name(by) + word(form));
    last_bytes_ = bytes_of(result);
  }
  void wrapped_for(SecretId what, View public_key, WrapForm form, View result) noexcept override {
    note("wrapped " + name(what) + " under a public key" + word(form));
    last_public_key_ = bytes_of(public_key);
    last_bytes_ = bytes_of(result);
  }
  void unwrapped(SecretId what, SecretId by, WrapForm form, View from) noexcept override {
    note("unwrapped " + name(what) + " with " + name(by) + word(form));
    last_bytes_ = bytes_of(from);
  }
  void disclosed(SecretId what, Disclosure why) noexcept override { note("disclosed " + name(what) + word(why)); }
  void sealed(SecretId key, View nonce, View ciphertext) noexcept override {
    note("sealed under " + name(key));
    last_nonce_ = bytes_of(nonce);
    last_bytes_ = bytes_of(ciphertext);
  }

  void opened(SecretId key, View, View) noexcept override { note("opened with " + name(key)); }

  const std::vector<std::string>& heard() const { return heard_; }
  void forget_what_was_heard() { heard_.clear(); }
  int holders_of(SecretId secret) const { return holders_.contains(secret) ? holders_.at(secret) : 0; }
  std::vector<SecretId> ids_of(KeyClass key_class) const {
    std::vector<SecretId> ids;
    for (const auto& [id, its_class] : classes_)
      if (its_class == key_class) ids.push_back(id);
    return ids;
  }
  /// What the last wrap, unwrap or seal was given.
  const Bytes& last_bytes() const { return last_bytes_; }
  const Bytes& last_public_key() const { return last_public_key_; }
  const Bytes& last_nonce() const { return last_nonce_; }

 private:
  void note(std::string what) { heard_.push_back(std::move(what)); }
  std::string name(SecretId id) const {
    const auto known = classes_.find(id);
    return std::string(known == classes_.end() ? "unknown" : name_of(known->second)) + "#" + std::to_string(id.ordinal);
  }
  static std::string word(Arrival how) {
    switch (how) {
      case Arrival::generated: return "generated";
      case Arrival::unwrapped: return "unwrapped";
      case Arrival::derived: return "derived";
      case Arrival::received: return "received";
      case Arrival::remembered: return "remembered";
      case Arrival::installed: return "installed";
    }
    return "?";
  }
  static std::string word(WrapForm form) {
    switch (form) {
      case WrapForm::aesKeyWrap: return " (bare)";
      case WrapForm::aesKeyWrapCrc32: return "";
      case WrapForm::aesKeyWrapPaddedCrc32: return " (padded)";
      case WrapForm::rsaOaep: return " (OAEP)";
    }
    return "?";
  }
  static std::string word(Disclosure why) {
    switch (why) {
      case Disclosure::kekToBeWrappedByKms: return " to be wrapped";
      case Disclosure::masterKeyFetched: return " as fetched";
      case Disclosure::masterKeyRegistered: return " to be kept";
      case Disclosure::kekUnwrappedByKms: return " as unwrapped";
    }
    return "?";
  }

  std::map<Bytes, std::uint32_t> ids_;
  std::map<SecretId, KeyClass> classes_;
  std::map<SecretId, int> holders_;
  std::vector<std::string> heard_;
  Bytes last_bytes_;
  Bytes last_public_key_;
  Bytes last_nonce_;
};

}  // namespace keycell::crypto::testing
