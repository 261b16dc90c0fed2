#include "api/partner/page_headers.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "api/partner/raw_write.h"
#include "base/check.h"

namespace payoutd::api::partner {
namespace {

// Of a link, beside path and parameters.
constexpr size_t link_words_bytes_max = 50;

// Relative, so that it holds behind every proxy.
char* write_link(std::string_view path, const AskedPage& asked, uint64_t page,
                 std::string_view relation, char* out) {
  out = write(path, write("<", out));
  out = write("?page=", out);
  out = std::to_chars(out, out + std::numeric_limits<uint64_t>::digits10 + 1, page).ptr;
  if (!asked.other_raw.empty()) out = write(asked.other_raw, write("&", out));
  return write("\"", write(relation, write(">; rel=\"", out)));
}

std::string links(std::string_view path, const AskedPage& asked, uint64_t pages) {
  const uint64_t page = asked.page;
  const uint64_t last = std::max<uint64_t>(pages, 1);
  std::string text(4 * (path.size() + asked.other_raw.size() + link_words_bytes_max), '\0');
  char* out = write_link(path, asked, 1, "first", text.data());
  const auto add = [&](uint64_t to, std::string_view relation) {
    out = write_link(path, asked, to, relation, write(", ", out));
  };
  if (page > 1) add(std::min(page - 1, last), "prev");
  if (page < pages) add(page + 1, "next");
  add(last, "last");
  base::check(out <= text.data() + text.size(), "links have room");
  text.resize(static_cast<size_t>(out - text.data()));
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
