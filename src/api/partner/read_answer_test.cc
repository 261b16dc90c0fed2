#include "api/partner/read_answer.h"

#include <gtest/gtest.h>

#include "base/log.h"

namespace payoutd::api::partner {
namespace {

void append_number(const int& number, std::string& out) {
  out += std::to_string(number);
}

actions::Caller caller() {
  actions::Caller caller;
  caller.version = 7;
  return caller;
}

http::Request asking(std::string if_none_match = "") {
  http::Request request;
  request.target = "/api/v1/numbers?limit=2";
  request.path = "/api/v1/numbers";
  request.request_id = "req_1";
  if (!if_none_match.empty()) request.headers = {{"If-None-Match", std::move(if_none_match)}};
  return request;
}

std::string header_of(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name));
}

using Found = base::Result<std::optional<int>>;

http::Response one(const http::Request& request, const Found& found) {
  return one_answer(request, caller(), found, &append_number, "Failed to try");
}

TEST(OneAnswer, is_cached_by_its_owners_version) {
  const http::Response answer = one(asking(), Found(5));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "5");
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "private, no-cache");
  EXPECT_EQ(header_of(answer, "ETag"), tag_of(caller()));
  const http::Response again = one(asking(tag_of(caller())), Found(5));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(header_of(again, "ETag"), tag_of(caller()));
  EXPECT_EQ(one(asking("\"another\""), Found(5)).status, 200);
}

TEST(OneAnswer, what_is_not_there_is_404_for_every_tag) {
  const Found nothing = std::optional<int>();
  for (const std::string& tag : {std::string(), tag_of(caller()), std::string("*")}) {
    EXPECT_EQ(one(asking(tag), nothing).status, 404) << tag;
  }
}

TEST(OneAnswer, tells_why_not) {
  base::set_log_level(base::LogLevel::off);
  const http::Response busy = one(asking(tag_of(caller())), base::unavailable("store_busy", "m"));
  EXPECT_EQ(busy.status, 503);
  EXPECT_NE(header_of(busy, "Retry-After"), "");
  EXPECT_EQ(header_of(busy, "ETag"), "");
  const http::Response damaged = one(asking(), base::unavailable("store_damaged", "m"));
  EXPECT_EQ(damaged.status, 500);
  EXPECT_NE(damaged.body.find("Failed to try"), std::string::npos);
}

using Page = store::PageOf<int>;

http::Response list(const http::Request& request, const base::Result<Page>& page) {
  return list_answer(request, caller(), {1, 2, "limit=2"}, page, &append_number, "Failed to try");
}

TEST(ListAnswer, is_an_array_with_headers) {
  base::set_log_level(base::LogLevel::off);
  const http::Response answer = list(asking(), Page{3, {8, 9}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "[8,9]");
  EXPECT_EQ(header_of(answer, "ETag"), tag_of(caller()));
  EXPECT_EQ(header_of(answer, "X-Total-Count"), "3");
  EXPECT_EQ(header_of(answer, "X-Page-Size"), "2");
  EXPECT_EQ(header_of(answer, "Link").substr(0, 33), "</api/v1/numbers?page=1&limit=2>;");
  EXPECT_EQ(list(asking(), Page{}).body, "[]");
  EXPECT_EQ(list(asking(), base::unavailable("store_busy", "m")).status, 503);
}

TEST(ListAnswer, a_bad_question_is_400_for_every_tag) {
  const auto early = [](const http::Request& request, std::string_view query) {
    const auto answer = early_answer(request, caller(), parse_wallet_parameters(query));
    return answer ? answer->status : 0;
  };
  EXPECT_EQ(early(asking(), "page=1"), 0);
  EXPECT_EQ(early(asking("\"another\""), "page=1"), 0);
  EXPECT_EQ(early(asking(tag_of(caller())), "page=1"), 304);
  EXPECT_EQ(early(asking(tag_of(caller())), "page=0"), 400);
  EXPECT_EQ(early(asking(), "page=0"), 400);
}

}  // namespace
}  // namespace payoutd::api::partner
