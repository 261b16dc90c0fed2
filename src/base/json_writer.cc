#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cstring>

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

char* write_escape(char c, char* out) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  *out++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *out++ = c;
      return out;
    case '\n':
      *out++ = 'n';
      return out;
    case '\r':
      *out++ = 'r';
      return out;
    case '\t':
      *out++ = 't';
      return out;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out[0] = 'u';
  out[1] = '0';
  out[2] = '0';
  out[3] = hex_digits[byte >> 4U];
  out[4] = hex_digits[byte & 15U];
  return out + 5;
}

// Eight bytes at once (Mycroft's test): is one of them below 0x20, a quote or a backslash?
bool any_must_escape(uint64_t bytes) {
  constexpr uint64_t ones = 0x0101010101010101U;
  constexpr uint64_t high_bits = 0x8080808080808080U;
  const auto has_zero = [](uint64_t word) { return (word - ones) & ~word & high_bits; };
  const uint64_t below_space = (bytes - ones * 0x20U) & ~bytes & high_bits;
  return (below_space | has_zero(bytes ^ ones * '"') | has_zero(bytes ^ ones * '\\')) != 0;
}

// Any text, byte by byte.
char* write_escaped(std::string_view text, char* out) {
  for (const char c : text) {
    if (must_escape[static_cast<unsigned char>(c)]) {
      out = write_escape(c, out);
    } else {
      *out++ = c;
    }
  }
  return out;
}

uint64_t word_at(const char* in) {
  uint64_t word = 0;
  std::memcpy(&word, in, sizeof word);
  return word;
}

// Copies the text as it is; null if a byte must be escaped. This runs for every text of every row:
// whole words, the last one over the one before, and and single bytes of the shortest only.
char* write_plain(std::string_view text, char* out) {
  constexpr size_t word = sizeof(uint64_t);
  const char* const in = text.data();
  const size_t size = text.size();
  if (size >= word) {
    for (size_t i = 0; i + word < size; i += word) {
      const uint64_t bytes = word_at(in + i);
      if (any_must_escape(bytes)) return nullptr;
      std::memcpy(out + i, &bytes, word);
    }
    const uint64_t bytes = word_at(in + size - word);
    if (any_must_escape(bytes)) return nullptr;
    std::memcpy(out + size - word, &bytes, word);
    return out + size;
  }
  for (size_t i = 0; i < size; ++i) {
    if (must_escape[static_cast<unsigned char>(in[i])]) return nullptr;
    out[i] = in[i];
  }
  return out + size;
}

}  // namespace

char* write_json_string(std::string_view text, char* out) {
  *out++ = '"';
  char* const end = write_plain(text, out);
  out = end == nullptr ? write_escaped(text, out) : end;
  *out++ = '"';
  return out;
}

void append_json_string(std::string_view text, std::string& out) {
  const size_t begin = out.size();
  out.resize(begin + json_string_bytes_max(text));
  out.resize(static_cast<size_t>(write_json_string(text, out.data() + begin) - out.data()));
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
