#include "http/request.h"

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

Request with_headers(std::vector<Header> headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(Request, finds_headers_without_regard_to_case) {
  const Request request = with_headers({{"Accept", "a"}, {"ACCEPT", "b"}, {"X-Empty", ""}});
  EXPECT_EQ(request.header("accept"), "a");
  EXPECT_EQ(request.count_headers("Accept"), 2u);
  EXPECT_EQ(request.header("x-empty"), "");
  EXPECT_EQ(request.header("Accep"), std::nullopt);
  EXPECT_EQ(request.count_headers("X"), 0u);
}

TEST(Request, counts_cookies) {
  const Request request = with_headers(
      {{"Cookie", "a=1; b=2; a=; novalue; A=5"}, {"x", "a=9"}, {"cookie", "a=2; aa=3"}});
  EXPECT_EQ(request.count_cookies("a"), 3U);
  EXPECT_EQ(request.count_cookies("b"), 1U);
  EXPECT_EQ(request.count_cookies("novalue"), 0U);
  EXPECT_EQ(request.count_cookies("z"), 0U);
  EXPECT_EQ(with_headers({}).count_cookies("a"), 0U);
}

TEST(Request, finds_cookies) {
  const Request request = with_headers(
      {{"Cookie", "a=1; session=x=y;empty=; novalue;\tspaced=\"q\" "}, {"cookie", "a=2; z=3"}});
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("empty"), "");
  EXPECT_EQ(request.cookie("spaced"), "\"q\"");
  EXPECT_EQ(request.cookie("z"), "3");
  EXPECT_EQ(request.cookie("novalue"), std::nullopt);
  EXPECT_EQ(request.cookie("A"), std::nullopt);
  EXPECT_EQ(with_headers({}).cookie("a"), std::nullopt);
}

TEST(Request, names_its_method) {
  EXPECT_EQ(to_text(Method::get), "GET");
  EXPECT_EQ(to_text(Method::del), "DELETE");
  EXPECT_EQ(to_text(Method::other), "OTHER");
}

}  // namespace
}  // namespace payoutd::http
