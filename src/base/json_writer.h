// base/json_writer.h: JSON out, by appending to a buffer. Numbers come in as text or as integers;
// there is no way to write a floating-point number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/timestamp.h"

namespace payoutd::base {

// Appends `text` quoted and escaped (RFC 8259). `text` must be UTF-8; `<`, `>`, `&` and U+2028/9
// are left as they are.
void append_json_string(std::string_view text, std::string& out);

// The same into memory that has room for json_string_bytes_max(text) bytes; returns the end.
char* write_json_string(std::string_view text, char* out);
inline size_t json_string_bytes_max(std::string_view text) {
  return 6 * text.size() + 2;
}

// Writes commas and quotes, so that a call site reads like the document. Nesting is the caller's.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // plain ASCII, not escaped

  JsonWriter& string(std::string_view value);
  JsonWriter& integer(int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& time(Timestamp value);             // "2024-01-15T10:30:00Z"
  JsonWriter& raw(std::string_view valid_json);  // as it is

  JsonWriter& field(std::string_view name, std::string_view value);
  JsonWriter& field(std::string_view name, const char* value);
  JsonWriter& field(std::string_view name, int64_t value);
  // Writes nothing if `value` is empty.
  JsonWriter& field_unless_empty(std::string_view name, std::string_view value);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool first_ = true;
};

}  // namespace payoutd::base
