// api/partner/raw_write.h: text into memory that has room for it; gives back where it ends there.
#pragma once

#include <cstring>
#include <string_view>

namespace payoutd::api::partner {

inline char* write(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

template <size_t size>
char* write(const char (&text)[size], char* out) {
  std::memcpy(out, text, size - 1);
  return out + size - 1;
}

}  // namespace payoutd::api::partner
