#include "api/console/body.h"

#include <gtest/gtest.h>

namespace payoutd::api::console {
namespace {

http::Request with_body(std::string body, const std::string& type = "application/json") {
  http::Request request;
  request.method = http::Method::post;
  request.headers = {{"Content-Type", type}};
  request.body = std::move(body);
  return request;
}

std::string padded(size_t size) {
  const std::string begin = R"({"a":")";
  return begin + std::string(size - begin.size() - 2, 'x') + "\"}";
}

TEST(ConsoleBody, is_one_json_object_of_at_most_4096_bytes) {
  const std::string good[] = {"{}", " {\"a\":1}\n", R"({"a":{"b":1},"b":[{"a":2}]})", padded(4096)};
  for (const std::string& body : good) EXPECT_TRUE(Body::read(with_body(body))) << body;
  const std::string bad[] = {"",
                             " ",
                             "[]",
                             "1",
                             "null",
                             "\"a\"",
                             "{",
                             "{\"a\"}",
                             "{}{}",
                             "a=1",
                             "{\"a\":01}",
                             R"({"a":1,"a":1})",
                             "{'a'}",
                             "{\"a\":\"\xff\"}",
                             R"({"x":{"a":1,"\u0061":2}})",
                             padded(4097)};
  for (const std::string& body : bad) {
    const auto read = Body::read(with_body(body));
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().reason, "invalid_json") << body;
  }
}

TEST(ConsoleBody, must_say_that_it_is_json) {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8"}) {
    EXPECT_TRUE(Body::read(with_body("{}", type))) << type;
  }
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "text/json",
                           "application/jsonx", "multipart/form-data; x=application/json"}) {
    const auto read = Body::read(with_body("{}", type));
    ASSERT_FALSE(read) << type;
    EXPECT_EQ(read.error().reason, "invalid_json") << type;
  }
  http::Request request = with_body("{}");
  request.headers.clear();
  EXPECT_FALSE(Body::read(request));
}

TEST(ConsoleBody, integers_are_whole_numbers_of_64_bits) {
  const struct {
    const char* value;
    std::optional<int64_t> number;
  } rows[] = {{"0", 0},
              {"1", 1},
              {"-7", -7},
              {"9223372036854775807", 9223372036854775807},
              {"-9223372036854775808", INT64_MIN},
              {"9223372036854775808", {}},
              {"1.0", {}},
              {"1e3", {}},
              {"1E3", {}},
              {"0.5", {}},
              {"\"1\"", {}},
              {"null", {}},
              {"true", {}},
              {"[1]", {}},
              {"{}", {}}};
  for (const auto& row : rows) {
    const auto body = Body::read(with_body("{\"n\":" + std::string(row.value) + "}"));
    ASSERT_TRUE(body) << row.value;
    const auto number = body->integer("n");
    ASSERT_EQ(number.has_value(), row.number.has_value()) << row.value;
    if (number) {
      EXPECT_EQ(*number, *row.number);
      continue;
    }
    EXPECT_EQ(number.error().reason, "invalid_args");
    EXPECT_EQ(number.error().message, "n must be a whole number");
  }
}

TEST(ConsoleBody, fields_have_types_and_strange_ones_are_ignored) {
  const auto body = Body::read(with_body(R"({"t":"x","e":"","z":null,"n":1,"strange":[{}]})"));
  ASSERT_TRUE(body);
  EXPECT_EQ(body->text("t"), "x");
  EXPECT_EQ(body->text("e"), "");
  EXPECT_EQ(body->text("z").error().message, "z must be a text");
  EXPECT_EQ(body->text("n").error().message, "n must be a text");
  EXPECT_EQ(body->text("missing").error().message, "missing is required");
  EXPECT_EQ(body->text("missing").error().reason, "invalid_args");
  EXPECT_EQ(body->integer("missing").error().message, "missing is required");
  EXPECT_EQ(**body->text_or_null("t"), "x");
  EXPECT_EQ(*body->text_or_null("z"), std::nullopt);
  EXPECT_EQ(body->text_or_null("n").error().reason, "invalid_args");
  EXPECT_EQ(body->text_or_null("missing").error().reason, "invalid_args");
  EXPECT_TRUE(body->has("e"));
  EXPECT_FALSE(body->has("z"));
  EXPECT_FALSE(body->has("missing"));
}

}  // namespace
}  // namespace payoutd::api::console
