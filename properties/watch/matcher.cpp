#include "properties/watch/matcher.h"

#include <algorithm>

#include "crypto/errors.h"
#include "crypto/rsa.h"
#include "properties/watch/checksum.h"
#include "properties/watch/encodings.h"

namespace keycell::properties {
namespace {

constexpr std::size_t crcBytes = 4;

Bytes reversed(View bytes) { return {bytes.rbegin(), bytes.rend()}; }

/// The number in words of `word` bytes, each with its bytes reversed; leading zeros fill the first.
Bytes with_reversed_words(View number, std::size_t word) {
  Bytes bytes((word - number.size() % word) % word);
  append(bytes, number);
  for (auto at = bytes.begin(); at != bytes.end(); at += static_cast<std::ptrdiff_t>(word))
    std::reverse(at, at + static_cast<std::ptrdiff_t>(word));
  return bytes;
}

/// What two hosts say to each other is sealed under keys that no database has a column for: looking for these under
/// pads would cost more than everything else.
bool is_ever_stored(crypto::KeyClass key_class) {
  return key_class != crypto::KeyClass::channelCredential && key_class != crypto::KeyClass::channelKey;
}

/// How many letters of an alphabet of 2^bits a needle of so many bytes has whole, wherever it begins in them.
constexpr std::size_t letters_of(std::size_t bytes, std::size_t bits) { return (8 * bytes + bits - 1) / bits; }

}  // namespace

// --- learning ------------------------------------------------------------------------------------------------------

void Matcher::add(View bytes, const Needle& needle, Windows windows) {
  windows_.add(bytes, windows);
  needles_.push_back(needle);
}

void Matcher::tell_secret(crypto::SecretId secret, crypto::KeyClass key_class, View bytes) {
  const auto [known, is_new] = secrets_.try_emplace(secret, Secret{key_class, 0});
  if (!is_new) return;
  known->second.crc32 = crc32_of(bytes);
  if (key_class != crypto::KeyClass::rsaPrivate) return learn_bytes(secret, bytes);
  try {
    for (const crypto::WipedBuffer& field : crypto::rsa_private_fields(bytes)) learn_number(secret, field.view());
  } catch (const crypto::Refused&) {  // somebody calls bytes an RSA key that are none: they are a secret all the same
    learn_bytes(secret, bytes);
  }
}

void Matcher::learn_bytes(crypto::SecretId secret, View bytes) {
  add(bytes, {secret, Shown::key, {}, bytes.size()}, Windows::all);
  // A short password backwards is a word that occurs in honest data.
  if (forms_.has(Form::reversed) && bytes.size() >= windowBytes)
    add(reversed(bytes), {secret, Shown::key, {Form::reversed}, bytes.size()}, Windows::all);
  if (forms_.has(Form::scrambled) && is_ever_stored(secrets_.at(secret).key_class)) {
    pads_.add(bytes);
    padded_.push_back(secret);
  }
}

void Matcher::learn_number(crypto::SecretId secret, View number) {
  learn_bytes(secret, number);
  if (!forms_.has(Form::limbs)) return;
  for (const std::size_t word : {8U, 4U})
    add(with_reversed_words(number, word), {secret, Shown::key, {Form::limbs}, number.size()}, Windows::all);
}

bool Matcher::knows_wrap(crypto::SecretId what, View wrap) const {
  return std::ranges::any_of(windows_.scan(wrap), [&](const Sighting& sighting) {
    const Needle& needle = needles_[sighting.needle];
    return needle.shown == Shown::wrap && needle.secret == what && needle.size == wrap.size() &&
           sighting.length == needle.size;
  });
}

void Matcher::tell_wrap(crypto::SecretId what, View wrap) {
  if (wrap.size() < windowBytes || !secrets_.contains(what)) return;
  if (knows_wrap(what, wrap)) return;  // a key is sent under the same password again and again
  add(wrap, {what, Shown::wrap, {}, wrap.size()}, Windows::eighth);
}

// --- looking -------------------------------------------------------------------------------------------------------

const std::vector<Find>& Matcher::finds_in(View bytes, Pads pads) {
  finds_.clear();
  look(bytes, {}, nullptr);
  if (pads == Pads::possible && forms_.has(Form::scrambled)) look_for_pads(bytes);
  return finds_;
}

void Matcher::look(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at) {
  look_as_they_are(bytes, forms, at);
  look_into_text(bytes, forms, at);
  if (!forms_.has(Form::utf16) || forms.has(Form::utf16)) return;
  const std::size_t least = windows_.shortest() == 0 ? windowBytes : windows_.shortest();
  for_each_utf16(bytes, least, [&](const Decoded& narrow) { look(narrow.bytes, forms.with(Form::utf16), &narrow.at); });
}

void Matcher::look_into_text(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at) {
  const std::size_t least = windows_.shortest() == 0 ? windowBytes : windows_.shortest();
  std::vector<std::uint32_t> in_crossing;
  const auto look_at = [&](Form form) {
    return [&, form](const Decoded& decoded) {
      in_crossing.clear();
      for (const std::uint32_t offset : decoded.at) in_crossing.push_back(at == nullptr ? offset : (*at)[offset]);
      look_as_they_are(decoded.bytes, forms.with(form), &in_crossing);
    };
  };
  if (forms_.has(Form::hex)) for_each_hex(bytes, letters_of(least, 4), look_at(Form::hex));
  if (forms_.has(Form::base64)) for_each_base64(bytes, letters_of(least, 6), look_at(Form::base64));
}

void Matcher::look_as_they_are(View bytes, const Forms& forms, const std::vector<std::uint32_t>* at) {
  for (const Sighting& sighting : windows_.scan(bytes)) {
    const Needle& needle = needles_[sighting.needle];
    finds_.push_back({.secret = needle.secret,
                      .key_class = secrets_.at(needle.secret).key_class,
                      .shown = needle.shown,
                      .forms = forms.with(needle.forms),
                      .offset = at == nullptr ? sighting.offset : (*at)[sighting.offset],
                      .length = sighting.length});
    if (needle.shown == Shown::wrap && forms_.has(Form::crc32) && forms.are_the_bytes_themselves())
      look_for_checksum(bytes, sighting, needle);
  }
}

void Matcher::look_for_pads(View bytes) {
  for (const Sighting& sighting : pads_.scan(bytes)) {
    const crypto::SecretId secret = padded_[sighting.needle];
    // A pad of zeros is none, and a pad of period 8 also has period 16.
    const bool is_known = std::ranges::any_of(finds_, [&](const Find& find) {
      return find.secret == secret && find.shown == Shown::key && find.offset < sighting.offset + sighting.length &&
             sighting.offset < find.offset + find.length;
    });
    if (is_known) continue;
    finds_.push_back({.secret = secret,
                      .key_class = secrets_.at(secret).key_class,
                      .shown = Shown::key,
                      .forms = {Form::scrambled},
                      .offset = sighting.offset,
                      .length = sighting.length});
  }
}

void Matcher::look_for_checksum(View bytes, const Sighting& wrap, const Needle& needle) {
  const std::uint32_t crc = secrets_.at(needle.secret).crc32;
  // Before the wrap, in place of its own last four bytes, and behind it.
  const auto begin = static_cast<std::ptrdiff_t>(wrap.offset) - static_cast<std::ptrdiff_t>(wrap.needle_offset);
  const auto end = begin + static_cast<std::ptrdiff_t>(needle.size);
  constexpr auto width = static_cast<std::ptrdiff_t>(crcBytes);
  for (const std::ptrdiff_t at : {begin - width, end - width, end}) {
    if (at < 0 || at + width > static_cast<std::ptrdiff_t>(bytes.size())) continue;
    const View four = bytes.subspan(static_cast<std::size_t>(at), crcBytes);
    const std::uint32_t big_endian = std::uint32_t{four[0]} << 24 | std::uint32_t{four[1]} << 16 |
                                     std::uint32_t{four[2]} << 8 | std::uint32_t{four[3]};
    if (crc != big_endian && crc != __builtin_bswap32(big_endian)) continue;
    finds_.push_back({.secret = needle.secret,
                      .key_class = secrets_.at(needle.secret).key_class,
                      .shown = Shown::checksum,
                      .forms = {Form::crc32},
                      .offset = static_cast<std::size_t>(at),
                      .length = crcBytes});
  }
}

}  // namespace keycell::properties
