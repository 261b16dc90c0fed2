#include "base/json_value.h"

#include <algorithm>
#include <cstring>

#include <simdjson.h>

#include "base/json_number.h"
#include "base/json_writer.h"

namespace payoutd::base {

namespace ondemand = simdjson::ondemand;

namespace {

// Thrown and caught in this file.
struct NotJson {
  std::string message;
};

// "line 2, column 7", in bytes, of a place in the text.
std::string place_in(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const size_t feed = before.rfind('\n');
  const size_t column = before.size() - (feed == std::string_view::npos ? 0 : feed + 1);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

}  // namespace

// Reads one text. It is put between brackets first, so that the value at its root is read like
// every other: simdjson's ways to read a lone number or word check less.
class JsonReading {
 public:
  JsonReading(std::string_view text, size_t depth_max)
      : text_(text),
        depth_max_(depth_max),
        padded_(text.size() + 2),
        texts_(std::make_unique_for_overwrite<char[]>(text.size() + simdjson::SIMDJSON_PADDING)),
        texts_end_(texts_.get()) {
    padded_.data()[0] = '[';
    std::memcpy(padded_.data() + 1, text.data(), text.size());
    padded_.data()[text.size() + 1] = ']';
    constexpr size_t bytes_of_a_value = 20;  // about, with its name
    nodes_.reserve(text.size() / bytes_of_a_value + 1);
  }

  Result<JsonDocument> read() {
    const simdjson::error_code begun = parser_.iterate(padded_).get(document_);
    if (begun == simdjson::UTF8_ERROR) return refuse("it is not UTF-8");
    if (begun == simdjson::UNCLOSED_STRING) return refuse("a string does not end");
    if (begun == simdjson::UNESCAPED_CHARS) return refuse("a string has a bare control character");
    if (begun != simdjson::SUCCESS) return refuse(simdjson::error_message(begun));
    try {
      for (ondemand::value value : document_.get_array()) {
        if (!nodes_.empty()) throw NotJson{"something follows the value"};
        add(value, {}, 0);
      }
      if (nodes_.empty()) return refuse("it is empty");
      const bool at_end = document_.current_location().error() == simdjson::OUT_OF_BOUNDS;
      if (!at_end) throw NotJson{"something follows the value"};
    } catch (const NotJson& problem) {
      return refuse(problem.message + where());
    } catch (const simdjson::simdjson_error& /*its words are for programmers*/) {
      return refuse("something is wrong" + where());
    }
    JsonDocument document;
    document.nodes_ = std::move(nodes_);
    document.texts_ = std::move(texts_);
    return document;
  }

 private:
  static tl::unexpected<Error> refuse(const std::string& message) {
    return refused("not_json", "this is not JSON: " + message);
  }

  std::string where() {
    const char* place = nullptr;
    if (document_.current_location().get(place) != simdjson::SUCCESS) return " at the end";
    const auto offset = static_cast<size_t>(std::max<ptrdiff_t>(place - padded_.data() - 1, 0));
    return " near " + place_in(text_, offset);
  }

  void add(ondemand::value value, std::string_view name, size_t depth) {
    const size_t at = nodes_.size();
    nodes_.push_back({offset(name), size(name), 0, 0, 1, JsonKind::null, false});
    switch (value.type()) {
      case ondemand::json_type::null:
        if (!value.is_null()) throw NotJson{"there is a word that JSON does not have"};
        return;
      case ondemand::json_type::boolean:
        nodes_[at].kind = JsonKind::boolean;
        nodes_[at].truth = value.get_bool();
        return;
      case ondemand::json_type::number:
        return set_text(at, JsonKind::number, keep_number(value));
      case ondemand::json_type::string:
        return set_text(at, JsonKind::string, unescape(value.get_raw_json_string()));
      case ondemand::json_type::array:
        enter(depth);
        for (ondemand::value element : value.get_array()) add_inside(at, element, {}, depth + 1);
        nodes_[at].kind = JsonKind::array;
        break;
      case ondemand::json_type::object:
        enter(depth);
        for (ondemand::field field : value.get_object()) {
          const std::string_view key = unescape(field.key());
          add_inside(at, field.value(), key, depth + 1);
        }
        nodes_[at].kind = JsonKind::object;
        break;
    }
    nodes_[at].nodes = static_cast<uint32_t>(nodes_.size() - at);
  }

  void add_inside(size_t at, ondemand::value value, std::string_view name, size_t depth) {
    add(value, name, depth);
    ++nodes_[at].size;
  }

  void enter(size_t depth) const {
    if (depth >= depth_max_) {
      throw NotJson{"arrays and objects stand more than " + std::to_string(depth_max_) + " deep"};
    }
  }

  void set_text(size_t at, JsonKind kind, std::string_view text) {
    nodes_[at].kind = kind;
    nodes_[at].text = offset(text);
    nodes_[at].size = size(text);
  }

  // What is kept is never longer than what it came as, so that it all fits.
  std::string_view unescape(ondemand::raw_json_string raw) {
    auto* end = reinterpret_cast<uint8_t*>(texts_end_);
    const std::string_view text = parser_.unescape(raw, end);
    texts_end_ = reinterpret_cast<char*>(end);
    return text;
  }

  std::string_view keep_number(ondemand::value& value) {
    const auto number = json_number(value.raw_json_token());
    if (!number) throw NotJson{"there is a number that is none"};
    char* const begin = texts_end_;
    texts_end_ = std::copy(number->begin(), number->end(), begin);
    return {begin, number->size()};
  }

  // simdjson reads at most 4 GiB.
  uint32_t offset(std::string_view text) const {
    return text.empty() ? 0 : static_cast<uint32_t>(text.data() - texts_.get());
  }
  static uint32_t size(std::string_view text) { return static_cast<uint32_t>(text.size()); }

  std::string_view text_;
  size_t depth_max_;
  simdjson::padded_string padded_;
  ondemand::parser parser_;
  ondemand::document document_;
  std::vector<JsonValue::Node> nodes_;
  std::unique_ptr<char[]> texts_;
  char* texts_end_;
};

Result<JsonDocument> parse_json(std::string_view text, size_t depth_max) {
  return JsonReading(text, depth_max).read();
}

std::string_view to_text(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "boolean";
    case JsonKind::number:
      return "number";
    case JsonKind::string:
      return "string";
    case JsonKind::array:
      return "array";
    case JsonKind::object:
      return "object";
  }
  return {};
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  if (!is(JsonKind::object)) return std::nullopt;
  for (const JsonValue member : *this) {
    if (member.name() == name) return member;
  }
  return std::nullopt;
}

namespace {

// Those of one name stay in the order of the text.
std::vector<JsonValue> sorted_by_name(const JsonValue& object) {
  std::vector<JsonValue> members;
  members.reserve(object.size());
  for (const JsonValue member : object) members.push_back(member);
  std::stable_sort(
      members.begin(), members.end(),
      [](const JsonValue& left, const JsonValue& right) { return left.name() < right.name(); });
  return members;
}

void append_canonical(const JsonValue& value, std::string& out) {
  switch (value.kind()) {
    case JsonKind::null:
      out += "null";
      return;
    case JsonKind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case JsonKind::number:
      out += value.text();
      return;
    case JsonKind::string:
      append_json_string(value.text(), out);
      return;
    case JsonKind::array: {
      char before = '[';
      for (const JsonValue element : value) {
        out += before;
        before = ',';
        append_canonical(element, out);
      }
      out += value.size() == 0 ? "[]" : "]";
      return;
    }
    case JsonKind::object: {
      char before = '{';
      for (const JsonValue& member : sorted_by_name(value)) {
        out += before;
        before = ',';
        append_json_string(member.name(), out);
        out += ':';
        append_canonical(member, out);
      }
      out += value.size() == 0 ? "{}" : "}";
      return;
    }
  }
}

}  // namespace

std::optional<std::string_view> duplicate_name(const JsonValue& value) {
  if (value.is(JsonKind::object)) {
    const auto members = sorted_by_name(value);
    const auto twice = std::adjacent_find(
        members.begin(), members.end(),
        [](const JsonValue& left, const JsonValue& right) { return left.name() == right.name(); });
    if (twice != members.end()) return twice->name();
  }
  for (const JsonValue inside : value) {
    if (const auto found = duplicate_name(inside)) return found;
  }
  return std::nullopt;
}

std::string canonical_json(const JsonValue& value) {
  std::string out;
  append_canonical(value, out);
  return out;
}

}  // namespace payoutd::base
