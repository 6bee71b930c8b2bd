#pragma once
// AVL-2: durable before use.

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "properties/durable/key_forms.h"
#include "properties/property.h"

namespace keycell::properties {

/// A chunk is acknowledged when the MediaAgent tells its sender, and when it tells the CommServe.
class DurableKeys final : public Property {
 public:
  explicit DurableKeys(std::shared_ptr<KeyForms> keys) : forms_(std::move(keys)) {}
  std::string_view name() const override { return "AVL-2"; }
  std::string_view statement() const override {
    return "no chunk is acknowledged before a wrap of its data key, and of every key above it, is durable";
  }
  void on(const model::Event& event) override;

 private:
  using FileInCopy = std::pair<std::uint64_t, std::uint64_t>;  // archive file, copy
  void send(const model::ChunkSent& sent);
  void acknowledge(const model::Event& event, const model::ChunkAcknowledged& chunk);

  std::shared_ptr<KeyForms> forms_;
  std::map<FileInCopy, crypto::SecretId> keys_;
  std::set<model::CallId> blamed_;  // with which chunks came
};

}  // namespace keycell::properties
