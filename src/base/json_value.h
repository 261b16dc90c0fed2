// base/json_value.h: JSON in: a text to a tree that can only be read. A number stays the text that
// it came as, so that money never becomes floating point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace payoutd::base {

enum class JsonKind : uint8_t { null, boolean, number, string, array, object };

// "null", "boolean" …
std::string_view to_text(JsonKind kind);

// A value inside a document: as cheap to copy as two pointers, valid as long as the document lives
// (moving the document is fine).
class JsonValue {
 public:
  JsonKind kind() const { return node_->kind; }
  bool is(JsonKind kind) const { return node_->kind == kind; }
  bool boolean() const { return node_->truth; }  // false unless it is `true`
  // A string without its quotes and escapes (UTF-8, may have NUL in it), a number as it came;
  // empty for other kinds.
  std::string_view text() const { return has_text() ? view(node_->text, node_->size) : ""; }
  // By which an object calls this member; empty if it is none.
  std::string_view name() const { return view(node_->name, node_->name_size); }

  // Members or elements, in the order of the text; none for other kinds. A name may stand twice.
  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  size_t size() const { return has_text() ? 0 : node_->size; }

  // The first member of that name.
  std::optional<JsonValue> find(std::string_view name) const;

 private:
  friend class JsonDocument;
  friend class JsonReading;

  // In the order of the text: an object's members lie behind it, each with all that is inside it.
  struct Node {
    uint32_t name;  // where it begins in the document's texts
    uint32_t name_size;
    uint32_t text;
    uint32_t size;   // bytes of the text, or how many members or elements
    uint32_t nodes;  // this one and all that is inside it
    JsonKind kind;
    bool truth;
  };

  JsonValue(const Node* node, const char* texts) : node_(node), texts_(texts) {}
  bool has_text() const { return is(JsonKind::string) || is(JsonKind::number); }
  std::string_view view(uint32_t begin, uint32_t size) const { return {texts_ + begin, size}; }

  const Node* node_;
  const char* texts_;
};

class JsonValue::Iterator {
 public:
  JsonValue operator*() const { return value_; }
  Iterator& operator++() {
    value_.node_ += value_.node_->nodes;
    return *this;
  }
  bool operator==(const Iterator& other) const { return value_.node_ == other.value_.node_; }

 private:
  friend class JsonValue;
  explicit Iterator(JsonValue value) : value_(value) {}
  JsonValue value_;
};

inline JsonValue::Iterator JsonValue::begin() const {
  return Iterator(JsonValue(node_ + 1, texts_));
}
inline JsonValue::Iterator JsonValue::end() const {
  return Iterator(JsonValue(node_ + node_->nodes, texts_));
}

// Owns what it needs; the text that it was read from may go.
class JsonDocument {
 public:
  JsonValue root() const { return {nodes_.data(), texts_.get()}; }

 private:
  friend class JsonReading;
  std::vector<JsonValue::Node> nodes_;
  std::unique_ptr<char[]> texts_;  // names, strings and numbers, one after another
};

inline constexpr size_t json_depth_max = 16;

// Reads one JSON value (RFC 8259) with nothing but blanks around it. Refusal `not_json`: the
// message tells roughly where. `depth_max`: how many arrays and objects may stand inside each
// other. Beside the text it takes about three times its memory, and at worst (a text of nothing but
// `0,0,0…`) 24 times.
Result<JsonDocument> parse_json(std::string_view text, size_t depth_max = json_depth_max);

// A name that stands twice in one object, in the value or anywhere inside it.
std::optional<std::string_view> duplicate_name(const JsonValue& value);

// The value in one form of all that differ in blanks, escapes and the order of names alone: no
// blanks, names sorted bytewise at every level, numbers as they came.
std::string canonical_json(const JsonValue& value);

}  // namespace payoutd::base
