// base/check.h: what must be true unless the program itself is wrong. Never used on input.
#pragma once

#include <string_view>

namespace payoutd::base {

// Prints the sentence and the place to standard error and aborts the process: state may be corrupt,
// and a payouts server that goes on guessing is worse than one that stops.
[[noreturn]] void fail_check(std::string_view sentence, const char* file, int line);

inline void check(bool holds, std::string_view sentence, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (!holds) [[unlikely]]
    fail_check(sentence, file, line);
}

}  // namespace payoutd::base
