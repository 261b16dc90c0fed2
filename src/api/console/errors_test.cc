#include "api/console/errors.h"

#include <gtest/gtest.h>

#include "base/log.h"

namespace payoutd::api::console {
namespace {

std::string header_of(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name));
}

TEST(ConsoleErrors, each_reason_has_a_status_and_a_tag) {
  const struct {
    const char* reason;
    int status;
    const char* tag;
  } rows[] = {{"invalid_json", 400, "invalid_json"},
              {"invalid_args", 400, "invalid_args"},
              {"insufficient_funds", 400, "balance_insufficient"},
              {"email_invalid", 400, "invalid_email"},
              {"invalid_code", 400, "invalid_code"},
              {"payout_not_found", 404, "payout_not_found"},
              {"session_not_found", 404, "session_not_found"},
              {"not_cancellable", 409, "payout_not_actionable"},
              {"slug_taken", 409, "slug_taken"},
              {"idempotency_key_in_use", 409, "idempotency_key_in_use"},
              {"idempotency_key_reused", 422, "idempotency_key_reused"},
              {"rate_limited", 429, "rate_limited"}};
  for (const auto& row : rows) {
    const base::Error error{base::ErrorKind::refused, row.reason, "why", {}};
    const http::Response response = render_error(error, "req_1");
    EXPECT_EQ(response.status, row.status) << row.reason;
    EXPECT_EQ(response.body, "{\"error\":\"" + std::string(row.tag) +
                                 R"(","message":"why","request_id":"req_1"})");
    const bool waits = row.reason == std::string("idempotency_key_in_use");
    EXPECT_EQ(header_of(response, "Retry-After"), waits ? "1" : "") << row.reason;
  }
}

TEST(ConsoleErrors, what_a_retry_may_help_is_503_and_all_else_is_500_without_a_word_of_why) {
  base::set_log_level(base::LogLevel::off);
  for (const char* reason : {"too_many_writes", "store_busy", "store_full", "store_read_only"}) {
    const http::Response response =
        render_error({base::ErrorKind::unavailable, reason, "secret", {}}, "req_1");
    EXPECT_EQ(response.status, 503) << reason;
    EXPECT_NE(response.body.find(R"("error":"overloaded")"), std::string::npos) << reason;
    EXPECT_EQ(header_of(response, "Retry-After"), "1");
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
  }
  const base::Error ours[] = {{base::ErrorKind::unavailable, "store_damaged", "secret", {}},
                              {base::ErrorKind::refused, "nobody_knows", "secret", {}}};
  for (const base::Error& error : ours) {
    const http::Response response = render_error(error, "req_1");
    EXPECT_EQ(response.status, 500) << error.reason;
    EXPECT_NE(response.body.find(R"("error":"internal")"), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace payoutd::api::console
