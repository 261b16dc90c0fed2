// index/packed_texts.h: a few texts as one run of bytes: each its length, seven bits a byte, then
// its bytes. Private to the index.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace payoutd::index {

inline constexpr size_t packed_length_bytes_max = 3;  // texts are at most text_bytes_max long

inline size_t packed_bytes_max(std::span<const std::string_view> texts) {
  size_t bytes = texts.size() * packed_length_bytes_max;
  for (const std::string_view text : texts) bytes += text.size();
  return bytes;
}

// Returns the end.
inline char* pack(std::span<const std::string_view> texts, char* out) {
  for (const std::string_view text : texts) {
    size_t length = text.size();
    for (; length >= 0x80; length >>= 7U) *out++ = static_cast<char>(0x80U | (length & 0x7fU));
    *out++ = static_cast<char>(length);
    if (!text.empty()) std::memcpy(out, text.data(), text.size());
    out += text.size();
  }
  return out;
}

// Returns the end.
inline const char* unpack(const char* in, std::span<std::string_view> texts) {
  for (std::string_view& text : texts) {
    auto byte = static_cast<unsigned char>(*in++);
    size_t length = byte & 0x7fU;
    for (unsigned shift = 7; byte >= 0x80; shift += 7) {
      byte = static_cast<unsigned char>(*in++);
      length |= static_cast<size_t>(byte & 0x7fU) << shift;
    }
    text = {in, length};
    in += length;
  }
  return in;
}

}  // namespace payoutd::index
