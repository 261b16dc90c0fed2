// index/near_text.h: a text that stands where it is read, if it is short. Private to the index.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "index/text_column.h"

namespace payoutd::index {

// 24 bytes: a text of up to 23, or the place of a longer one. Plain data, copied as such.
class NearText {
 public:
  static constexpr size_t length_max = 23;

  NearText() = default;
  // A longer text stays where it is and has to outlive this.
  explicit NearText(const PackedText& text) {
    if (text.length() <= length_max) {
      std::copy_n(text.place(), text.length(), bytes_.data());
      bytes_[length_max] = static_cast<char>(text.length());
    } else {
      std::memcpy(bytes_.data(), &text, sizeof text);
      bytes_[length_max] = elsewhere;
    }
  }

  // A short text lives as long as this does, and where this does.
  std::string_view text() const {
    return is_elsewhere()
               ? place().text()
               : std::string_view(bytes_.data(), static_cast<size_t>(bytes_[length_max]));
  }
  void prefetch() const {
    if (is_elsewhere()) place().prefetch();
  }

 private:
  static constexpr char elsewhere = length_max + 1;

  bool is_elsewhere() const { return bytes_[length_max] == elsewhere; }
  PackedText place() const {
    PackedText text;
    std::memcpy(&text, bytes_.data(), sizeof text);
    return text;
  }

  std::array<char, length_max + 1> bytes_;
};
static_assert(sizeof(NearText) == 24);

}  // namespace payoutd::index
