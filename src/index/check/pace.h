// index/check/pace.h: how much a test does where everything takes ten times as long. For tests
// only.
#pragma once

#include <cstdint>

namespace payoutd::index {

#if defined(PAYOUTD_SANITIZED) || !defined(NDEBUG)
inline constexpr bool is_slow_build = true;
#else
inline constexpr bool is_slow_build = false;
#endif

// As much as that, or a part of it.
constexpr uint64_t at_pace(uint64_t work) {
  return is_slow_build ? (work + 15) / 16 : work;
}

}  // namespace payoutd::index
