#include "api/operators/call_subject.h"

#include <gtest/gtest.h>

namespace payoutd::api::operators {
namespace {

http::Request request_of(std::string body, std::string_view query = {}) {
  http::Request request;
  request.method = http::Method::post;
  request.pattern = "/v1/admin/payouts/{id}/sent";
  request.path_values = {{"id", "pyt_1"}};
  request.query = query;
  request.body = std::move(body);
  request.remote_address = "::1";
  request.request_id = "req_1";
  return request;
}

TEST(CallSubject, says_who_what_and_where_from) {
  const auto subject = subject_of(request_of(R"({"tx_hash":"T"})"), "ada");
  EXPECT_EQ(subject.operator_name, "ada");
  EXPECT_EQ(subject.action, "POST /v1/admin/payouts/{id}/sent");
  EXPECT_EQ(subject.target, "pyt_1");
  EXPECT_EQ(subject.remote_address, "::1");
  EXPECT_EQ(subject.request_id, "req_1");
  EXPECT_EQ(subject.detail, R"({"tx_hash":"T"})");
}

TEST(CallSubject, the_detail_is_always_one_small_object) {
  struct Case {
    std::string body;
    const char* query;
    std::string detail;
  };
  const Case cases[] = {
      {"", "", "{}"},
      {"", "a=1&b=\"", R"({"query":"a=1&b=\""})"},
      {"{\"b\": 1,\n\"a\": [ 2 ]}", "", R"({"a":[2],"b":1})"},
      {R"({"a":1})", "q=1", R"({"a":1})"},
      {"{", "", "{}"},
      {"[]", "", "{}"},
      {R"({"a":1,"a":2})", "", "{}"},
      {"{\"a\":\"\xff\"}", "", "{}"},
      {R"({"a":")" + std::string(body_bytes_max, 'x') + R"("})", "", "{}"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(subject_of(request_of(each.body, each.query), "ada").detail, each.detail)
        << each.body.substr(0, 40);
  }
}

TEST(CallSubject, a_long_or_strange_target_is_cut) {
  http::Request request = request_of("");
  const std::string longer(5000, 'x');
  request.path_values = {{"id", longer}};
  EXPECT_LT(subject_of(request, "ada").target.size(), 80U);
  request.path_values = {{"id", "\xff"}};
  EXPECT_EQ(subject_of(request, "ada").target, "(unreadable)");
  request.path_values.clear();
  EXPECT_EQ(subject_of(request, "ada").target, "");
}

}  // namespace
}  // namespace payoutd::api::operators
