#include "http/router.h"

#include <optional>
#include <stdexcept>

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

// Answers with its name and the path's values.
Handler named(const std::string& name) {
  return [name](const Request& request, Responder responder) {
    Response response;
    response.body = name;
    for (const auto& [key, value] : request.path_values) {
      response.body.append(" ").append(key).append("=").append(value);
    }
    responder.send(std::move(response));
  };
}

Response ask(const Router& router, Method method, const std::string& target) {
  Request request;
  request.method = method;
  request.target = target;
  request.request_id = "id";
  request.path = std::string_view(request.target).substr(0, request.target.find('?'));
  std::optional<Response> answer;
  router.handle(request, Responder([&](Response&& response) {
                  EXPECT_FALSE(answer.has_value());
                  answer = std::move(response);
                }));
  EXPECT_TRUE(answer.has_value());
  return answer.value_or(Response{});
}

std::string header_of(const Response& response, std::string_view name) {
  return std::string(response.headers.find(name));
}

Router make_router() {
  Router router;
  for (const char* prefix : {"", "/api", "/api/v1"}) router.add_surface(make_surface(prefix));
  router.add(Method::get, "/", named("root"));
  router.add(Method::get, "/api/v1/payouts", named("list"));
  router.add(Method::post, "/api/v1/payouts", named("create"));
  router.add(Method::get, "/api/v1/payouts/{id}", named("get"));
  router.add(Method::post, "/api/v1/payouts/export", named("export"));
  router.add(Method::get, "/api/v1/payouts/export/last", named("last_export"));
  router.add(Method::post, "/api/v1/payouts/{payout}/{verb}", named("verb"));
  router.add(Method::get, "/slash/", named("slash"));
  return router;
}

TEST(Router, finds_by_whole_segments) {
  const Router router = make_router();
  const auto body = [&](Method method, const std::string& target) {
    return ask(router, method, target).body;
  };
  EXPECT_EQ(body(Method::get, "/"), "root");
  EXPECT_EQ(body(Method::get, "/api/v1/payouts?x=/y"), "list");
  EXPECT_EQ(body(Method::head, "/api/v1/payouts"), "list");
  EXPECT_EQ(body(Method::post, "/api/v1/payouts"), "create");
  EXPECT_EQ(body(Method::get, "/api/v1/payouts/a%2Fb"), "get id=a%2Fb");
  EXPECT_EQ(body(Method::post, "/api/v1/payouts/export"), "export");
  EXPECT_EQ(body(Method::get, "/api/v1/payouts/export/last"), "last_export");
  EXPECT_EQ(body(Method::post, "/api/v1/payouts/export/first"), "verb payout=export verb=first");
  EXPECT_EQ(body(Method::get, "/slash/"), "slash");
}

TEST(Router, does_not_guess_paths) {
  const Router router = make_router();
  for (const char* target :
       {"/slash", "/api/v1/payouts/", "//", "/api//v1/payouts", "/api/v1/payouts//",
        "/api/v1/payouts//verb", "/API/v1/payouts", "/api/v1/./payouts", "/api/v1/pay",
        "/api/v1/payouts/a/b/c", "", "*", "api/v1/payouts"}) {
    EXPECT_EQ(ask(router, Method::get, target).status, 404) << target;
  }
}

TEST(Router, names_the_allowed_methods) {
  const Router router = make_router();
  const Response list = ask(router, Method::del, "/api/v1/payouts");
  EXPECT_EQ(list.status, 405);
  EXPECT_EQ(header_of(list, "Allow"), "GET, HEAD, POST");
  // The literal is the path's route, though only the value's has the method.
  const Response literal = ask(router, Method::get, "/api/v1/payouts/export");
  EXPECT_EQ(literal.status, 405);
  EXPECT_EQ(header_of(literal, "Allow"), "POST");
  EXPECT_EQ(ask(router, Method::options, "/api/v1/payouts").status, 405);
  EXPECT_EQ(ask(router, Method::other, "/").status, 405);
}

TEST(Router, chooses_the_surface_at_segment_borders) {
  const Router router = make_router();
  EXPECT_EQ(ask(router, Method::get, "/api/v1/x").body, "/api/v1:404:id");
  EXPECT_EQ(ask(router, Method::get, "/api/v1").body, "/api/v1:404:id");
  EXPECT_EQ(ask(router, Method::get, "/api/v10").body, "/api:404:id");
  EXPECT_EQ(ask(router, Method::get, "/apis").body, ":404:id");
  EXPECT_EQ(header_of(ask(router, Method::get, "/api/v1/payouts"), "X-Surface"), "of /api/v1");
  EXPECT_EQ(header_of(ask(router, Method::get, "/api/x"), "X-Surface"), "of /api");
}

TEST(Router, answers_options_if_the_surface_does) {
  Router router;
  Surface surface = make_surface("");
  surface.answer_options = [](const Request&, std::string_view allow) {
    Response response;
    response.status = 204;
    response.set("Allow", std::string(allow));
    return response;
  };
  router.add_surface(std::move(surface));
  router.add(Method::get, "/a", named("a"));
  router.add(Method::options, "/b", named("b"));
  const Response answer = ask(router, Method::options, "/a");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(header_of(answer, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(header_of(answer, "X-Surface"), "of ");
  EXPECT_EQ(ask(router, Method::options, "/b").body, "b");
  EXPECT_EQ(ask(router, Method::options, "/c").status, 404);
  EXPECT_EQ(header_of(ask(router, Method::post, "/a"), "Allow"), "GET, HEAD, OPTIONS");
}

TEST(Router, renders_early_faults) {
  const Router router = make_router();
  const Response late = router.render_fault(Fault::request_timeout, "/api/v1/pay", "me");
  EXPECT_EQ(late.status, 408);
  EXPECT_EQ(late.body, "/api/v1:408:me");
  EXPECT_EQ(header_of(late, "X-Surface"), "of /api/v1");
  EXPECT_EQ(header_of(router.render_fault(Fault::overloaded, "", "me"), "Retry-After"), "1");
}

TEST(Router, answers_500_for_a_handler_that_fails) {
  Router router = make_router();
  router.add(Method::get, "/api/throw",
             [](const Request&, Responder) { throw std::runtime_error("on purpose"); });
  router.add(Method::get, "/api/silent", [](const Request&, Responder) {});
  for (const char* target : {"/api/throw", "/api/silent"}) {
    const Response answer = ask(router, Method::get, target);
    EXPECT_EQ(answer.body, "/api:500:id");
    EXPECT_EQ(header_of(answer, "X-Surface"), "of /api");
  }
}

TEST(Router, knows_patterns) {
  const Router router = make_router();
  EXPECT_EQ(router.pattern_of("/api/v1/payouts/x"), "/api/v1/payouts/{id}");
  EXPECT_EQ(router.pattern_of("/nothing"), "");
}

TEST(RouterDeathTest, refuses_to_be_built_wrong) {
  Router router = make_router();
  EXPECT_DEATH(router.add(Method::get, "/", named("again")), "once");
  EXPECT_DEATH(router.add(Method::get, "no_slash", named("x")), "begins with");
  EXPECT_DEATH(router.add(Method::put, "/api/v1/payouts/{name}", named("x")), "alike");
  EXPECT_DEATH(router.add_surface(make_surface("/api")), "one surface");
}

TEST(Responder, what_is_set_beforehand_goes_with_every_answer) {
  Router router;
  router.add_surface(make_surface(""));
  router.add(Method::get, "/answers", [](const Request&, Responder responder) {
    responder.set("X-Early", "1").set("X-Other", "2");
    Responder moved(std::move(responder));
    Response response;
    response.status = 201;
    moved.send(std::move(response));
  });
  router.add(Method::get, "/forgets",
             [](const Request&, Responder responder) { responder.set("X-Early", "1"); });
  const Response answered = ask(router, Method::get, "/answers");
  EXPECT_EQ(answered.status, 201);
  EXPECT_EQ(header_of(answered, "X-Early"), "1");
  EXPECT_EQ(header_of(answered, "X-Other"), "2");
  const Response missing = ask(router, Method::get, "/forgets");
  EXPECT_EQ(missing.status, 500);
  EXPECT_EQ(header_of(missing, "X-Early"), "1");
}

}  // namespace
}  // namespace payoutd::http
