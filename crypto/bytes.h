#pragma once
// Byte vocabulary of all rooms: owned bytes, views of bytes, and the one way to look at text as bytes.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace keycell {

/// Owned bytes that are not secret. Secrets live in crypto::WipedBuffer and crypto::Secret only.
using Bytes = std::vector<std::uint8_t>;

/// A look at bytes that somebody else owns.
using View = std::span<const std::uint8_t>;

inline View view_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

inline std::string_view text_of(View bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

inline Bytes bytes_of(View view) { return {view.begin(), view.end()}; }

inline void append(Bytes& to, View what) { to.insert(to.end(), what.begin(), what.end()); }

}  // namespace keycell
