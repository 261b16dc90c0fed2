#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace payoutd::base {

void fail_check(std::string_view sentence, const char* file, int line) {
  std::fprintf(stderr, "payoutd: bug: %.*s (%s:%d)\n", static_cast<int>(sentence.size()),
               sentence.data(), file, line);
  std::abort();
}

}  // namespace payoutd::base
