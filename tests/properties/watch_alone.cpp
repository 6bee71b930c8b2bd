// A program that links the watch alone: no simulator, no events. It tells the matcher a key and a wrap of it, and
// demands that both are found in bytes that hold them, and nothing in bytes that do not.

#include <algorithm>
#include <cstdio>

#include "properties/watch/matcher.h"

int main() {
  using namespace keycell;
  Bytes key(32);
  Bytes wrap(40);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(7 * i + 3);  // a test key
  for (std::size_t i = 0; i < wrap.size(); ++i) wrap[i] = static_cast<std::uint8_t>(11 * i + 90);
  properties::Matcher matcher;
  matcher.tell_secret({1}, crypto::KeyClass::dataKey, key);
  matcher.tell_wrap({1}, wrap);
  Bytes page(4096);
  const bool clean = matcher.finds_in(page, properties::Pads::possible).empty();
  std::ranges::copy(key, page.begin() + 100);
  std::ranges::copy(wrap, page.begin() + 1000);
  const auto& finds = matcher.finds_in(page, properties::Pads::possible);
  const auto is_found = [&](properties::Shown shown, std::size_t offset, std::size_t length) {
    return std::ranges::any_of(finds, [&](const properties::Find& find) {
      return find.shown == shown && find.offset == offset && find.length == length && find.secret.ordinal == 1;
    });
  };
  const bool found = is_found(properties::Shown::key, 100, 32) && is_found(properties::Shown::wrap, 1000, 40);
  std::printf("%s\n", clean && found ? "found" : "NOT FOUND");
  return clean && found ? 0 : 1;
}
