// The gate of the console API on a real store.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "actions/create_session.h"
#include "actions/create_user.h"
#include "api/console/errors.h"
#include "api/console/gate.h"
#include "base/log.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::server {
namespace {

using http::Method;

class ConsoleGateTest : public testing::Test {
 protected:
  ConsoleGateTest() {
    base::set_log_level(base::LogLevel::off);
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    user_ = *actions::create_user(*store_, clock_, random_, "u@x.test");
    const auto one = new_session();
    token_ = one.token.reveal();
    csrf_ = one.csrf;
    const auto other = new_session();
    other_token_ = other.token.reveal();
    other_csrf_ = other.csrf;
    authenticate_ = std::make_unique<actions::Authenticate>(*store_, clock_, base::SealKey{});
    open({});
  }

  access::NewSession new_session() {
    return actions::create_session(*store_, clock_, random_, user_.id)->credentials;
  }

  void open(access::RateLimit limit) {
    gate_.emplace(*authenticate_, clock_, limit, api::console::CookieNames{"s", "c"});
    router_ = std::make_unique<http::Router>();
    router_->add_surface({"", &api::console::render_fault, {}, {}});
    const auto route = [this](const auto&, const actions::Caller& caller, auto responder) {
      EXPECT_EQ(caller.owner_id, user_.id);
      ++reached_;
      responder.send({});
    };
    for (const Method method : {Method::get, Method::post, Method::patch, Method::del}) {
      router_->add(method, "/p", gate_->guard(route));
      router_->add(method, "/any",
                   gate_->guard_visitors([this](const auto&, const auto& caller, auto responder) {
                     ++reached_;
                     http::Response answer;
                     answer.status = caller ? 200 : 202;
                     responder.send(std::move(answer));
                   }));
    }
    router_->add(Method::post, "/open", gate_->guard_source([this](const auto&, auto responder) {
      ++reached_;
      responder.send({});
    }));
  }

  http::Response ask(Method method, const std::string& path, std::vector<http::Header> headers,
                     const std::string& address = "192.0.2.1") {
    http::Request request;
    request.method = method;
    request.target = path;
    request.path = request.target;
    request.request_id = "req_1";
    request.remote_address = address;
    request.headers = std::move(headers);
    http::Response answer;
    router_->handle(request, http::Responder([&](http::Response&& given) { answer = given; }));
    return answer;
  }
  std::vector<http::Header> signed_in() const {
    return {{"Cookie", "s=" + token_ + "; c=" + csrf_}, {"X-CSRF-Token", csrf_}};
  }

  static std::string tag_of(const http::Response& response) {
    const size_t begin = response.body.find(R"("error":")");
    if (begin == std::string::npos) return "";
    return response.body.substr(begin + 9, response.body.find('"', begin + 9) - begin - 9);
  }
  static std::string header_of(const http::Response& response, std::string_view name) {
    return std::string(response.headers.find(name));
  }

  base::ScratchFolder folder_;
  base::FakeClock clock_{{1'705'314'600'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  store::Owner user_;
  std::string token_;
  std::string csrf_;
  std::string other_token_;
  std::string other_csrf_;
  std::unique_ptr<actions::Authenticate> authenticate_;
  std::optional<api::console::Gate> gate_;
  std::unique_ptr<http::Router> router_;
  int reached_ = 0;
};

TEST_F(ConsoleGateTest, only_one_valid_session_cookie_lets_in) {
  const auto expect = [&](int status, std::vector<http::Header> headers) {
    const int before = reached_;
    const http::Response answer = ask(Method::get, "/p", headers);
    EXPECT_EQ(answer.status, status) << headers.front().value;
    EXPECT_EQ(reached_ - before, status == 200 ? 1 : 0);
    EXPECT_EQ(tag_of(answer), status == 200 ? "" : "unauthenticated");
  };
  expect(200, {{"Cookie", "s=" + token_}});
  expect(200, {{"Cookie", "a=b; s=" + token_ + "; c="}, {"Authorization", "Bearer x"}});
  expect(401, {{"Cookie", ""}});
  expect(401, {{"Cookie", "s="}});
  expect(401, {{"Cookie", "S=" + token_}});
  expect(401, {{"Cookie", "s=" + csrf_}});
  expect(401, {{"Cookie", "s=" + token_ + "x"}});
  expect(401, {{"Cookie", "s=" + token_ + "; s=" + token_}});
  expect(401, {{"Cookie", "s=" + token_ + "; s=" + other_token_}});
  expect(401, {{"Cookie", "s=" + token_}, {"Cookie", "s="}});
  expect(401, {{"Authorization", "Bearer " + token_}});
  expect(401, {{"X-API-Key", token_}, {"X-API-Secret", token_}});
  clock_.advance_micros(access::session_lifetime_micros);
  expect(401, {{"Cookie", "s=" + token_}});
}

TEST_F(ConsoleGateTest, what_changes_something_needs_the_sessions_own_csrf_token_twice) {
  const auto expect = [&](int status, const std::string& tag, std::vector<http::Header> headers) {
    for (const Method method : {Method::post, Method::patch, Method::del}) {
      for (const char* path : {"/p", "/any"}) {
        const int before = reached_;
        const http::Response answer = ask(method, path, headers);
        EXPECT_EQ(answer.status, status) << headers.front().value;
        EXPECT_EQ(tag_of(answer), tag);
        EXPECT_EQ(reached_ - before, status == 200 ? 1 : 0);
      }
    }
    EXPECT_EQ(ask(Method::get, "/p", headers).status, 200);
    EXPECT_EQ(ask(Method::head, "/p", headers).status, 200);
  };
  const std::string session = "s=" + token_ + "; ";
  expect(200, "", signed_in());
  expect(403, "csrf_missing", {{"Cookie", session}});
  expect(403, "csrf_missing", {{"Cookie", session}, {"X-CSRF-Token", csrf_}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c=" + csrf_}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c=" + csrf_}, {"X-CSRF-Token", ""}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c="}, {"X-CSRF-Token", ""}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c=x"}, {"X-CSRF-Token", "x"}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c=x"}, {"X-CSRF-Token", csrf_}});
  expect(403, "csrf_invalid", {{"Cookie", session + "c=" + csrf_}, {"X-CSRF-Token", other_csrf_}});
  // Planted: another session's, in both places.
  expect(403, "csrf_invalid",
         {{"Cookie", session + "c=" + other_csrf_}, {"X-CSRF-Token", other_csrf_}});
  expect(403, "csrf_invalid",
         {{"Cookie", session + "c=" + csrf_ + "; c=" + csrf_}, {"X-CSRF-Token", csrf_}});
  expect(403, "csrf_invalid",
         {{"Cookie", session + "c=" + csrf_}, {"X-CSRF-Token", csrf_}, {"x-csrf-token", csrf_}});
}

TEST_F(ConsoleGateTest, session_comes_before_csrf_and_csrf_before_the_limit) {
  open({.requests = 2, .window_seconds = 10});
  EXPECT_EQ(tag_of(ask(Method::post, "/p", {})), "unauthenticated");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(tag_of(ask(Method::post, "/p", {{"Cookie", "s=" + token_}})), "csrf_missing");
  }
  EXPECT_EQ(ask(Method::post, "/p", signed_in()).status, 200);
  EXPECT_EQ(ask(Method::post, "/p", signed_in()).status, 200);
  EXPECT_EQ(tag_of(ask(Method::post, "/p", signed_in())), "rate_limited");
  EXPECT_EQ(tag_of(ask(Method::post, "/p", {{"Cookie", "s=" + token_}})), "csrf_missing");
}

TEST_F(ConsoleGateTest, each_session_has_its_limit_and_each_source_of_what_has_none) {
  open({.requests = 2, .window_seconds = 10});
  const http::Response first = ask(Method::get, "/p", signed_in());
  EXPECT_EQ(header_of(first, "RateLimit-Policy"), "\"session\";q=2;w=10");
  EXPECT_EQ(header_of(first, "RateLimit"), "\"session\";r=1;t=5");
  EXPECT_EQ(ask(Method::get, "/any", signed_in(), "192.0.2.9").status, 200);
  const http::Response over = ask(Method::get, "/p", signed_in(), "192.0.2.7");
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(tag_of(over), "rate_limited");
  EXPECT_EQ(header_of(over, "Retry-After"), "5");
  EXPECT_EQ(ask(Method::get, "/p", {{"Cookie", "s=" + other_token_}}).status, 200);

  const http::Response stranger = ask(Method::get, "/p", {{"Cookie", "s=guess"}});
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(header_of(stranger, "RateLimit"), "\"source\";r=1;t=5");
  EXPECT_EQ(ask(Method::post, "/open", {}).status, 200);
  EXPECT_EQ(ask(Method::post, "/open", {}).status, 429);
  EXPECT_EQ(ask(Method::post, "/any", {}).status, 429);
  EXPECT_EQ(ask(Method::get, "/p", {}).status, 429);
  EXPECT_EQ(ask(Method::post, "/open", {}, "192.0.2.2").status, 200);
  EXPECT_EQ(ask(Method::post, "/open", {}, "2001:db8::1").status, 200);
  EXPECT_EQ(ask(Method::post, "/open", {}, "2001:db8::2").status, 200);
  EXPECT_EQ(ask(Method::post, "/open", {}, "2001:db8::3").status, 429);
  clock_.advance_micros(5'000'000);
  EXPECT_EQ(ask(Method::get, "/p", signed_in()).status, 200);
}

TEST_F(ConsoleGateTest, visitors_need_neither_session_nor_csrf_token) {
  EXPECT_EQ(ask(Method::post, "/any", {}).status, 202);
  EXPECT_EQ(ask(Method::post, "/any", {{"Cookie", "s=guess; c=x"}}).status, 202);
  EXPECT_EQ(ask(Method::post, "/any", {{"Cookie", "s=" + token_ + "; s=x"}}).status, 202);
  EXPECT_EQ(ask(Method::post, "/any", signed_in()).status, 200);
}

}  // namespace
}  // namespace payoutd::server
