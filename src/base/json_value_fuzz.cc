// Any bytes as JSON: what is read is within its bounds, and its canonical form is UTF-8 that reads
// back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/json_number.h"
#include "base/json_value.h"
#include "base/utf8.h"

namespace {

using namespace payoutd::base;

void expect_sound(const JsonValue& value, size_t depth) {
  check(is_utf8(value.text()) && is_utf8(value.name()), "texts of a document are UTF-8");
  if (value.is(JsonKind::number)) check(json_number(value.text()).has_value(), "a number is one");
  size_t count = 0;
  for (const JsonValue inside : value) {
    check(depth < json_depth_max, "a document is no deeper than asked");
    if (value.is(JsonKind::array)) check(inside.name().empty(), "an element has no name");
    expect_sound(inside, depth + 1);
    ++count;
  }
  check(count == value.size(), "a value has as many inside it as it says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_json(text);
  if (!document) {
    check(document.error().reason == "not_json", "what is refused is no JSON");
    check(is_utf8(document.error().message), "a refusal is text");
    return 0;
  }
  check(is_utf8(text), "a document is UTF-8");
  expect_sound(document->root(), 0);
  const std::string canonical = canonical_json(document->root());
  const auto again = parse_json(canonical);
  check(again.has_value(), "canonical JSON is JSON");
  check(canonical_json(again->root()) == canonical, "canonical JSON is its own canonical form");
  check(duplicate_name(again->root()).has_value() == duplicate_name(document->root()).has_value(),
        "sorting names keeps those that stand twice");
  return 0;
}
