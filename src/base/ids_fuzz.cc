// Whatever text is read as an id or a time is shown as a text that reads back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "base/uuid.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payoutd::base;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto id = parse_uuid(text)) {
    check(parse_uuid(to_text(*id)) == id, "a UUID's text reads back");
    check(parse_crockford(to_crockford(*id)) == id, "an id's Crockford text reads back");
  }
  if (const auto id = parse_crockford(text)) {
    check(parse_crockford(to_crockford(*id)) == id, "an id's Crockford text reads back");
  }
  if (const auto time = parse_rfc3339(text)) {
    check(parse_rfc3339(to_rfc3339_micros(*time)) == time, "a time's text reads back");
  }
  if (is_utf8(text)) {
    const std::string once = fold_case(text);
    check(is_utf8(once), "folding keeps text well-formed");
    check(fold_case(once) == once, "folding twice is folding once");
  }
  return 0;
}
