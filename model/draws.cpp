#include "model/draws.h"

#include <stdexcept>

namespace keycell::model {

DrawName drawn_for(const crypto::KeyContext& of, std::string_view backup) {
  switch (of.purpose) {
    case crypto::KeyPurpose::protectsDataKeys:
      return {"keys of a protection", {of.owner.policy, of.owner.copy, std::to_string(of.version)}};
    case crypto::KeyPurpose::encryptsData:
      return {"data key", {of.owner.policy, of.owner.copy, of.copy, of.client, backup}};
  }
  throw std::logic_error("no such purpose of a key");
}

DrawName drawn_for_master_key(std::string_view kms, const crypto::KeyAttributes& of) {
  return {"master key", {kms, of.policy, of.copy}};
}

void DrawnPart::go_to(std::uint32_t number) {
  if (number < number_ || (drawn_ && number == number_))
    throw std::logic_error("part " + std::to_string(number) + " was drawn from or passed");
  number_ = number;
  drawn_ = false;
}

}  // namespace keycell::model
