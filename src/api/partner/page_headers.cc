#include "api/partner/page_headers.h"

#include <algorithm>
#include <string>

namespace payoutd::api::partner {
namespace {

// Relative, so that it holds behind every proxy.
std::string link(std::string_view path, const AskedPage& asked, uint64_t page,
                 std::string_view relation) {
  std::string text = "<" + std::string(path) + "?page=" + std::to_string(page);
  if (!asked.other_raw.empty()) text += "&" + asked.other_raw;
  return text + ">; rel=\"" + std::string(relation) + "\"";
}

std::string links(std::string_view path, const AskedPage& asked, uint64_t pages) {
  const uint64_t page = asked.page;
  const uint64_t last = std::max<uint64_t>(pages, 1);
  std::string text = link(path, asked, 1, "first");
  if (page > 1) text += ", " + link(path, asked, std::min(page - 1, last), "prev");
  if (page < pages) text += ", " + link(path, asked, page + 1, "next");
  return text + ", " + link(path, asked, last, "last");
}

}  // namespace

void set_page_headers(http::Response& response, std::string_view path, const AskedPage& asked,
                      uint64_t total, uint64_t rows) {
  const uint64_t pages = total / asked.limit + (total % asked.limit > 0 ? 1 : 0);
  response.set("X-Page", std::to_string(asked.page));
  response.set("X-Per-Page", std::to_string(asked.limit));
  response.set("X-Page-Size", std::to_string(rows));
  response.set("X-Total-Count", std::to_string(total));
  response.set("X-Total-Pages", std::to_string(pages));
  response.set("X-Has-More", asked.page < pages ? "true" : "false");
  response.set("Link", links(path, asked, pages));
}

}  // namespace payoutd::api::partner
