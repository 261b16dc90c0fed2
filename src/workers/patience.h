// workers/patience.h: how long tests of workers wait.
#pragma once

#include <chrono>

namespace payoutd::workers {

inline constexpr std::chrono::seconds patience{20};       // after so long a wait is a failure
inline constexpr std::chrono::milliseconds a_while{200};  // in which nothing may happen

}  // namespace payoutd::workers
