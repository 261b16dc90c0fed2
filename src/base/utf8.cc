#include "base/utf8.h"

#include <iterator>

#include <simdjson.h>
#include <unicode/uchar.h>
#include <utf8.h>

namespace payoutd::base {

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text);
}

namespace {

bool has_control_besides(std::string_view text, std::string_view allowed) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c0 = byte < 0x20 || byte == 0x7f;
    if (is_c0 && allowed.find(text[i]) == std::string_view::npos) return true;
    const bool is_c1 =
        byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (is_c1) return true;
  }
  return false;
}

// How long the character is that the well-formed text begins with, if it steers a terminal or who
// reads it instead of being shown: U+0080–U+009F, U+2028–U+202E (lines, directions),
// U+2066–U+2069 (directions); else 0.
size_t steering_bytes(std::string_view text) {
  const auto is_within = [&](size_t at, unsigned char first, unsigned char last) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= first && byte <= last;
  };
  if (text[0] == '\xc2') return is_within(1, 0x80, 0x9f) ? 2 : 0;
  if (text[0] != '\xe2') return 0;
  if (text[1] == '\x80') return is_within(2, 0xa8, 0xae) ? 3 : 0;
  if (text[1] == '\x81') return is_within(2, 0xa6, 0xa9) ? 3 : 0;
  return 0;
}

}  // namespace

bool has_control(std::string_view text) {
  return has_control_besides(text, "");
}

bool has_control_but_line_breaks(std::string_view text) {
  return has_control_besides(text, "\t\n\r");
}

std::string to_printable(std::string_view text) {
  const bool keep_all = is_utf8(text);
  std::string shown;
  shown.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const size_t steering = keep_all && byte >= 0x80 ? steering_bytes(text.substr(i)) : 0;
    if (steering > 0) i += steering - 1;
    const bool hidden = byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !keep_all);
    shown += hidden || steering > 0 ? '?' : text[i];
  }
  return shown;
}

std::string shown_name(std::string_view name) {
  constexpr size_t bytes_max = 64;
  if (!is_utf8(name) || has_control(name)) return "(unreadable)";
  if (name.size() <= bytes_max) return std::string(name);
  size_t end = bytes_max;
  while ((static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80) --end;  // inside a character
  return std::string(name.substr(0, end)) + "…";
}

void append_folded(std::string_view text, std::string& out) {
  const char* pos = text.data();
  const char* const end = pos + text.size();
  while (pos != end) {
    if (static_cast<unsigned char>(*pos) < 0x80) {
      out += *pos >= 'A' && *pos <= 'Z' ? static_cast<char>(*pos + 32) : *pos;
      ++pos;
      continue;
    }
    try {
      const auto point = static_cast<UChar32>(utf8::next(pos, end));
      const UChar32 folded = u_foldCase(point, U_FOLD_CASE_DEFAULT);
      utf8::append(static_cast<utf8::uint32_t>(folded), std::back_inserter(out));
    } catch (const utf8::exception&) {
      out.append(pos, end);
      return;
    }
  }
}

std::string fold_case(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  append_folded(text, folded);
  return folded;
}

}  // namespace payoutd::base
