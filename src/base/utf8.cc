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

}  // namespace

bool has_control(std::string_view text) {
  return has_control_besides(text, "");
}

bool has_control_but_line_breaks(std::string_view text) {
  return has_control_besides(text, "\t\n\r");
}

std::string to_printable(std::string_view text) {
  const bool keep_all = is_utf8(text);
  std::string shown(text);
  for (char& c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !keep_all)) c = '?';
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
