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

inline constexpr std::array dataKeyReuseWords{
    Word<model::DataKeyReuse>{name_of(model::DataKeyReuse::reused), model::DataKeyReuse::reused},
    Word<model::DataKeyReuse>{name_of(model::DataKeyReuse::fresh), model::DataKeyReuse::fresh}};

/// "profile" stands for what the profile's documents say.
inline constexpr std::array dataKeyScopeWords{
    Word<std::optional<crypto::DataKeyScope>>{"profile", std::nullopt},
    Word<std::optional<crypto::DataKeyScope>>{"client", crypto::DataKeyScope::client},
    Word<std::optional<crypto::DataKeyScope>>{"client-copy", crypto::DataKeyScope::clientCopy},
    Word<std::optional<crypto::DataKeyScope>>{"archive-file", crypto::DataKeyScope::archiveFile}};

inline constexpr std::array dataKeyBornWords{
    Word<model::DataKeyBorn>{name_of(model::DataKeyBorn::commserve), model::DataKeyBorn::commserve},
    Word<model::DataKeyBorn>{name_of(model::DataKeyBorn::client), model::DataKeyBorn::client}};

inline constexpr std::array passwordAtRestWords{
    Word<model::PasswordAtRest>{name_of(model::PasswordAtRest::memory), model::PasswordAtRest::memory},
    Word<model::PasswordAtRest>{name_of(model::PasswordAtRest::csdb), model::PasswordAtRest::csdb}};

inline constexpr std::array masterKeyMadeByWords{
    Word<model::MasterKeyMadeBy>{name_of(model::MasterKeyMadeBy::kms), model::MasterKeyMadeBy::kms},
    Word<model::MasterKeyMadeBy>{name_of(model::MasterKeyMadeBy::software), model::MasterKeyMadeBy::software}};

inline constexpr std::array recordCrcWords{
    Word<model::RecordCrc>{name_of(model::RecordCrc::clear), model::RecordCrc::clear},
    Word<model::RecordCrc>{name_of(model::RecordCrc::inside), model::RecordCrc::inside}};

/// kms_cache that is never forgotten.
inline constexpr std::string_view unlimitedWord = "unlimited";

inline constexpr std::array levelWords{
    Word<BackupLevel>{name_of(BackupLevel::full), BackupLevel::full},
    Word<BackupLevel>{name_of(BackupLevel::incremental), BackupLevel::incremental},
    Word<BackupLevel>{name_of(BackupLevel::syntheticFull), BackupLevel::syntheticFull}};

inline constexpr std::array fullsWords{Word<Fulls>{"read", Fulls::read}, Word<Fulls>{"synthetic", Fulls::synthetic}};

inline constexpr std::array dataPathUseWords{Word<DataPathUse>{"preferred", DataPathUse::preferred},
                                             Word<DataPathUse>{"round-robin", DataPathUse::roundRobin}};

inline constexpr std::array weekdayWords{Word<model::Weekday>{name_of(model::Weekday::mon), model::Weekday::mon},
                                         Word<model::Weekday>{name_of(model::Weekday::tue), model::Weekday::tue},
                                         Word<model::Weekday>{name_of(model::Weekday::wed), model::Weekday::wed},
                                         Word<model::Weekday>{name_of(model::Weekday::thu), model::Weekday::thu},
                                         Word<model::Weekday>{name_of(model::Weekday::fri), model::Weekday::fri},
                                         Word<model::Weekday>{name_of(model::Weekday::sat), model::Weekday::sat},
                                         Word<model::Weekday>{name_of(model::Weekday::sun), model::Weekday::sun}};

inline constexpr std::array preemptionWords{
    Word<model::Preemption>{name_of(model::Preemption::on), model::Preemption::on},
    Word<model::Preemption>{name_of(model::Preemption::off), model::Preemption::off}};

inline constexpr std::array jobKindWords{Word<JobKind>{name_of(JobKind::backup), JobKind::backup},
                                         Word<JobKind>{name_of(JobKind::restore), JobKind::restore},
                                         Word<JobKind>{name_of(JobKind::auxCopy), JobKind::auxCopy}};

inline constexpr std::array logLevelWords{Word<LogLevel>{name_of(LogLevel::debug), LogLevel::debug},
                                          Word<LogLevel>{name_of(LogLevel::info), LogLevel::info},
                                          Word<LogLevel>{name_of(LogLevel::warning), LogLevel::warning},
                                          Word<LogLevel>{name_of(LogLevel::error), LogLevel::error}};

inline constexpr std::array copyEncryptionWords{Word<CopyEncryption>{"preserve", CopyEncryption::preserve},
                                                Word<CopyEncryption>{"re-encrypt", CopyEncryption::reEncrypt}};

inline constexpr std::array clientKeyWords{Word<ClientKey>{"unencrypted", ClientKey::plain},
                                           Word<ClientKey>{"encrypted", ClientKey::encrypted}};

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

/// Ciphers of backup data, as a scenario writes them: "AES-256".
std::vector<std::string> cipher_words();

}  // namespace keycell::scenarios
