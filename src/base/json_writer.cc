#include "base/json_writer.h"

#include <array>
#include <charconv>

namespace payoutd::base {
namespace {

// True for the bytes that RFC 8259 wants escaped: controls, the quote and the backslash.
constexpr std::array<bool, 256> make_escaped() {
  std::array<bool, 256> escaped{};
  for (size_t i = 0; i < 0x20; ++i) escaped[i] = true;
  escaped['"'] = true;
  escaped['\\'] = true;
  return escaped;
}

constexpr std::array<bool, 256> must_escape = make_escaped();

void append_escape(char c, std::string& out) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += hex_digits[byte >> 4U];
  out += hex_digits[byte & 15U];
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  size_t clean_from = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!must_escape[static_cast<unsigned char>(text[i])]) continue;
    out.append(text.data() + clean_from, i - clean_from);
    append_escape(text[i], out);
    clean_from = i + 1;
  }
  out.append(text.data() + clean_from, text.size() - clean_from);
  out += '"';
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;  // the value that follows needs no comma
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_json_string(value, out_);
  return *this;
}

JsonWriter& JsonWriter::integer(int64_t value) {
  separate();
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, static_cast<size_t>(end - digits));
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::time(Timestamp value) {
  separate();
  char text[rfc3339_seconds_length + 2];
  text[0] = '"';
  write_rfc3339_seconds(value, text + 1);
  text[rfc3339_seconds_length + 1] = '"';
  out_.append(text, sizeof text);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view valid_json) {
  separate();
  out_ += valid_json;
  return *this;
}

JsonWriter& JsonWriter::field(std::string_view name, std::string_view value) {
  return key(name).string(value);
}

JsonWriter& JsonWriter::field(std::string_view name, const char* value) {
  return key(name).string(value);
}

JsonWriter& JsonWriter::field(std::string_view name, int64_t value) {
  return key(name).integer(value);
}

JsonWriter& JsonWriter::field_unless_empty(std::string_view name, std::string_view value) {
  return value.empty() ? *this : field(name, value);
}

}  // namespace payoutd::base
