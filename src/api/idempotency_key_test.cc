#include "api/idempotency_key.h"

#include <set>

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

http::Request with(const std::vector<std::string>& keys) {
  http::Request request;
  for (const std::string& key : keys) request.headers.push_back({"IDEMPOTENCY-key", key});
  return request;
}

TEST(IdempotencyKey, is_8_to_256_visible_characters) {
  for (const std::string& key : {std::string("12345678"), std::string(256, 'x'),
                                 std::string("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")}) {
    const http::Request request = with({key});
    EXPECT_EQ(idempotency_key(request), key);
  }
}

TEST(IdempotencyKey, is_refused_by_its_first_fault) {
  const struct {
    std::vector<std::string> keys;
    const char* code;
  } rows[] = {
      {{}, "IDEMPOTENCY_KEY_REQUIRED"},
      {{"12345678", "12345678"}, "IDEMPOTENCY_KEY_REQUIRED"},
      {{""}, "IDEMPOTENCY_KEY_TOO_SHORT"},
      {{"1234567"}, "IDEMPOTENCY_KEY_TOO_SHORT"},
      {{"a b"}, "IDEMPOTENCY_KEY_TOO_SHORT"},
      {{std::string(257, 'x')}, "IDEMPOTENCY_KEY_TOO_LONG"},
      {{std::string(257, ' ')}, "IDEMPOTENCY_KEY_TOO_LONG"},
      {{"1234 5678"}, "IDEMPOTENCY_KEY_INVALID"},
      {{"1234\t5678"}, "IDEMPOTENCY_KEY_INVALID"},
      {{"1234567\x7f"}, "IDEMPOTENCY_KEY_INVALID"},
      {{"schlüssel"}, "IDEMPOTENCY_KEY_INVALID"},
  };
  std::set<std::string_view> messages;
  for (const auto& row : rows) {
    const http::Request request = with(row.keys);
    const auto key = idempotency_key(request);
    ASSERT_FALSE(key) << row.code;
    EXPECT_EQ(code_of(key.error()), row.code);
    messages.insert(message_of(key.error()));
  }
  EXPECT_EQ(messages.size(), 4U);
}

}  // namespace
}  // namespace payoutd::api
