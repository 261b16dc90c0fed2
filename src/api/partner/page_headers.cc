#include "api/partner/page_headers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace payoutd::api::partner {
namespace {

// Relative, so that it holds behind every proxy.
void append_link(std::string_view path, const AskedPage& asked, uint64_t page,
                 std::string_view relation, std::string& out) {
  std::array<char, 20> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), page).ptr;
  out.append(out.empty() ? "<" : ", <").append(path).append("?page=");
  out.append(digits.data(), static_cast<size_t>(end - digits.data()));
  if (!asked.other_raw.empty()) out.append("&").append(asked.other_raw);
  out.append(">; rel=\"").append(relation).append("\"");
}

std::string links(std::string_view path, const AskedPage& asked, uint64_t pages) {
  constexpr size_t words_bytes_max = 50;  // of a link, beside path and parameters
  const uint64_t page = asked.page;
  const uint64_t last = std::max<uint64_t>(pages, 1);
  std::string text;
  text.reserve(4 * (path.size() + asked.other_raw.size() + words_bytes_max));
  append_link(path, asked, 1, "first", text);
  if (page > 1) append_link(path, asked, std::min(page - 1, last), "prev", text);
  if (page < pages) append_link(path, asked, page + 1, "next", text);
  append_link(path, asked, last, "last", text);
  return text;
}

}  // namespace

void set_page_headers(http::Response& response, std::string_view path, const AskedPage& asked,
                      uint64_t total, uint64_t rows) {
  const uint64_t pages = total / asked.limit + (total % asked.limit > 0 ? 1 : 0);
  response.set("X-Page", asked.page);
  response.set("X-Per-Page", asked.limit);
  response.set("X-Page-Size", rows);
  response.set("X-Total-Count", total);
  response.set("X-Total-Pages", pages);
  response.set("X-Has-More", asked.page < pages ? "true" : "false");
  response.set("Link", links(path, asked, pages));
}

}  // namespace payoutd::api::partner
