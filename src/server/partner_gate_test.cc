// The gate of the partner API as the program puts it together, for what no request over HTTP can
// bring about.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "actions/create_client.h"
#include "api/partner/authentication.h"
#include "api/partner/errors.h"
#include "base/log.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::server {
namespace {

class PartnerGateTest : public testing::Test {
 protected:
  PartnerGateTest() {
    base::set_log_level(base::LogLevel::off);
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    client_ =
        *actions::create_client(*store_, clock_, random_, seal_key_, "Acme", access::Mode::live,
                                {.signature_required = true, .allowed_networks = {}});
    constexpr size_t remembered = 16;
    authenticate_ = std::make_unique<actions::Authenticate>(*store_, clock_, seal_key_, remembered);
    clock_.advance_micros(1'000'000'000);
  }

  // Asks a route behind the gate, signed in a second of its own.
  http::Response ask(api::partner::Gate& gate, const api::partner::ClientHandler& route) {
    http::Router router;
    router.add_surface({"", &api::partner::render_fault, {}, {}});
    router.add(http::Method::get, "/p", gate.guard("Failed to try", route));
    clock_.advance_micros(1'000'000);
    const std::string time = std::to_string(clock_.now().micros / 1'000'000);
    const auto code = access::sign({"GET", "/p", "", ""}, time, client_.key.signing_secret);
    http::Request request;
    request.target = "/p";
    request.path = request.target;
    request.request_id = "req_1";
    request.headers = {{"X-API-Key", client_.key.key},
                       {"X-API-Secret", std::string(client_.key.secret.reveal())},
                       {"X-Signature", "t=" + time + ",v1=" + base::to_hex(code)}};
    http::Response answer;
    router.handle(request, http::Responder([&](http::Response&& given) { answer = given; }));
    return answer;
  }

  static std::string header_of(const http::Response& response, std::string_view name) {
    return std::string(response.headers.find(name));
  }

  base::ScratchFolder folder_;
  base::FakeClock clock_{{1'705'314'600'000'000}};
  base::SystemRandom random_;
  base::SealKey seal_key_;
  std::unique_ptr<store::Store> store_;
  actions::NewClient client_;
  std::unique_ptr<actions::Authenticate> authenticate_;
};

TEST_F(PartnerGateTest, signatures_that_cannot_be_remembered_are_503_and_reach_no_route) {
  api::partner::Gate gate(*authenticate_, clock_, {});
  int reached = 0;
  int busy = 0;
  for (int i = 0; i < 100; ++i) {
    const http::Response answer = ask(gate, [&](const auto&, const auto& caller, auto responder) {
      EXPECT_EQ(caller.owner_id, client_.owner.id);
      ++reached;
      responder.send({});
    });
    if (answer.status == 200) continue;
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(header_of(answer, "Retry-After"), "60");
    EXPECT_NE(answer.body.find("SERVICE_UNAVAILABLE"), std::string::npos);
    ++busy;
  }
  EXPECT_LE(reached, 16);
  EXPECT_EQ(reached + busy, 100);
}

TEST_F(PartnerGateTest, a_route_that_gives_no_answer_is_500_with_the_limit_told) {
  api::partner::Gate gate(*authenticate_, clock_, {.requests = 5, .window_seconds = 10});
  const http::Response answer = ask(gate, [](const auto&, const auto&, auto) {});
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(header_of(answer, "RateLimit-Policy"), "\"key\";q=5;w=10");
  EXPECT_EQ(header_of(answer, "RateLimit"), "\"key\";r=4;t=2");
  EXPECT_NE(answer.body.find("req_1"), std::string::npos);
}

}  // namespace
}  // namespace payoutd::server
