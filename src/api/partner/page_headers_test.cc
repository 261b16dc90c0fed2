#include "api/partner/page_headers.h"

#include <string>

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

TEST(PageHeaders, tell_where_the_reader_is) {
  const struct {
    AskedPage asked;
    uint64_t total;
    uint64_t rows;
    const char* headers;  // page, per page, rows, total, pages, more
    const char* links;
  } rows[] = {
      {{1, 50, ""},
       0,
       0,
       "1 50 0 0 0 false",
       "</list?page=1>; rel=\"first\", </list?page=1>; rel=\"last\""},
      {{1, 50, ""},
       50,
       50,
       "1 50 50 50 1 false",
       "</list?page=1>; rel=\"first\", </list?page=1>; rel=\"last\""},
      {{1, 50, "type=a"},
       51,
       50,
       "1 50 50 51 2 true",
       "</list?page=1&type=a>; rel=\"first\", </list?page=2&type=a>; rel=\"next\", "
       "</list?page=2&type=a>; rel=\"last\""},
      {{2, 3, ""},
       7,
       3,
       "2 3 3 7 3 true",
       "</list?page=1>; rel=\"first\", </list?page=1>; rel=\"prev\", "
       "</list?page=3>; rel=\"next\", </list?page=3>; rel=\"last\""},
      {{9, 3, ""},
       7,
       0,
       "9 3 0 7 3 false",
       "</list?page=1>; rel=\"first\", </list?page=3>; rel=\"prev\", </list?page=3>; "
       "rel=\"last\""},
  };
  for (const auto& row : rows) {
    http::Response response;
    set_page_headers(response, "/list", row.asked, row.total, row.rows);
    const auto value_of = [&](std::string_view name) -> std::string {
      return std::string(response.headers.find(name));
    };
    std::string shown;
    for (const char* name :
         {"X-Page", "X-Per-Page", "X-Page-Size", "X-Total-Count", "X-Total-Pages", "X-Has-More"}) {
      shown += (shown.empty() ? "" : " ") + value_of(name);
    }
    EXPECT_EQ(shown, row.headers);
    EXPECT_EQ(value_of("Link"), row.links);
  }
}

}  // namespace
}  // namespace payoutd::api::partner
