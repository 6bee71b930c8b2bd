#pragma once
// What a run did, in words, one line a happening: what the sentences of the product documents are compared with.

#include <map>
#include <string>
#include <vector>

#include "model/events.h"

namespace keycell::documents {

/// A happening on a host, e.g. {"commserve", "wrapped data-key #9 under kek #4"}. Secrets are named by class and
/// ordinal.
struct Mark {
  std::string host;
  std::string text;
  bool operator==(const Mark&) const = default;
};

using Trace = std::vector<Mark>;

/// Writes the marks of a run. What is stored is recognised by its bytes: a block of the CSDB that holds a wrap is
/// "csdb: data-key #9 wrapped", one that holds the product's scrambling of a master key is "csdb: master-key #5
/// scrambled".
class Tracer final : public model::Fold {
 public:
  std::string_view name() const override { return "trace"; }
  void on(const model::Event& event) override;
  std::string result() const override;

 private:
  struct Known {
    Bytes bytes;  ///< the first of what is looked for
    std::string text;
  };

  std::string named(crypto::SecretId secret) const;
  void mark(std::string_view host, std::string text) { trace_.push_back({std::string(host), std::move(text)}); }
  void hear(const model::Event& event, const model::SecretHeld& held);
  void hear(const model::Event& event, const model::Crossing& crossing);

  std::map<crypto::SecretId, crypto::KeyClass> classes_;
  std::vector<Known> stored_;      ///< what the CSDB or a KMS's store may hold
  std::vector<Known> ciphertext_;  ///< backup data
  Trace trace_;
};

/// Takes a Tracer's result apart.
Trace trace_of(std::string_view result);

}  // namespace keycell::documents
