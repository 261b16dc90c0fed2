#include "api/health/routes.h"

#include <gtest/gtest.h>

#include "api/console/errors.h"

namespace payoutd::api::health {
namespace {

class HealthTest : public testing::Test {
 protected:
  HealthTest() {
    router_.add_surface({"", &console::render_fault, {}, {}});
    add_routes(
        router_, [this] { return ready_; }, [](const auto& tell) { tell("numbers"); });
  }

  http::Response ask(const std::string& target, const std::string& remote_address = "127.0.0.1") {
    http::Request request;
    request.target = target;
    request.path = request.target;
    request.remote_address = remote_address;
    request.request_id = "req_1";
    std::optional<http::Response> answer;
    router_.handle(request, http::Responder([&](http::Response&& given) { answer = given; }));
    return answer.value();
  }

  base::Status ready_;
  http::Router router_;
};

TEST_F(HealthTest, is_ready_while_the_store_answers) {
  EXPECT_EQ(ask("/readyz").status, 200);
  ready_ = base::unavailable("store_busy", "");
  EXPECT_EQ(ask("/readyz").status, 503);
  EXPECT_NE(ask("/readyz").body.find("store_busy"), std::string::npos);
  EXPECT_EQ(ask("/healthz").status, 200) << "the process still answers";
}

TEST_F(HealthTest, tells_its_numbers_on_this_machine_only) {
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_EQ(ask("/metrics", address).body, "numbers") << address;
  }
  for (const char* address : {"10.0.0.1", "203.0.113.7", "::2", "1.127.0.1", ""}) {
    EXPECT_EQ(ask("/metrics", address).status, 404) << address;
    EXPECT_EQ(ask("/metrics", address).body, ask("/nothing", address).body);
  }
}

}  // namespace
}  // namespace payoutd::api::health
