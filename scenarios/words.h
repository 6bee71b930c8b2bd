#pragma once
// The words that stand for choices in a scenario file, for reader and writer alike.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::scenarios {

template <class Choice>
struct Word {
  std::string_view text;
  Choice choice;
};

inline constexpr std::array unwrapWords{Word<crypto::Unwrap>{"fetch", crypto::Unwrap::fetch},
                                        Word<crypto::Unwrap>{"remote", crypto::Unwrap::remote}};

inline constexpr std::array channelWords{
    Word<model::ChannelKind>{name_of(model::ChannelKind::sealed), model::ChannelKind::sealed},
    Word<model::ChannelKind>{name_of(model::ChannelKind::plain), model::ChannelKind::plain}};

inline constexpr std::array faultWords{Word<FaultKind>{"power-cut", FaultKind::powerCut},
                                       Word<FaultKind>{"bit-rot", FaultKind::bitRot}};

template <class Choice>
std::string text_of(std::span<const Word<Choice>> words, Choice choice) {
  for (const Word<Choice>& word : words) {
    if (word.choice == choice) return std::string(word.text);
  }
  return "unknown";
}

template <class Choice>
std::vector<std::string> texts_of(std::span<const Word<Choice>> words) {
  std::vector<std::string> texts;
  for (const Word<Choice>& word : words) texts.emplace_back(word.text);
  return texts;
}

/// Kinds of KMS that a scenario can name.
inline std::vector<std::string> kms_kinds() { return {"third-party"}; }

}  // namespace keycell::scenarios
