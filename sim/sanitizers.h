#pragma once
// What a build under a sanitizer must do otherwise.

namespace keycell::sim {

/// AddressSanitizer does not follow SimGrid's stack switching (false reports at the first throw), so actors are threads
/// there; and it maps more memory than any sensible limit.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool addressSanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool addressSanitizer = true;
#else
inline constexpr bool addressSanitizer = false;
#endif
#else
inline constexpr bool addressSanitizer = false;
#endif

}  // namespace keycell::sim
