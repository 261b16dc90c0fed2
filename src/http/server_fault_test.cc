// What is not a request, or asks for what is not there, is refused in the surface's own words.
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

// A fault's answer is whole: the surface's body and headers, and the request's id.
void expect_fault(const Answer& answer, int status, const std::string& surface = "") {
  EXPECT_EQ(answer.status, status);
  const std::string id = answer.header("X-Request-Id").value_or("none");
  EXPECT_EQ(answer.body, surface + ":" + std::to_string(status) + ":" + id);
  EXPECT_EQ(answer.header("X-Surface"), "of " + surface);
  EXPECT_TRUE(answer.header("Date").has_value());
}

TEST(ServerFaults, not_found_and_not_allowed_keep_the_connection) {
  TestServer server;
  Client client = server.connect();
  expect_fault(client.ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"), 404);
  expect_fault(client.ask("GET /api/nothing HTTP/1.1\r\nHost: a\r\n\r\n"), 404, "/api");
  const Answer refused = client.ask("DELETE /hello HTTP/1.1\r\nHost: a\r\nX-Request-Id: 7\r\n\r\n");
  expect_fault(refused, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, HEAD");
  EXPECT_EQ(refused.header("X-Request-Id"), "7");
  expect_fault(client.ask("BREW /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"), 405);
  EXPECT_EQ(client.ask(get_hello).status, 200);
}

struct Malformed {
  const char* name;
  std::string text;
};

std::string name_of(const testing::TestParamInfo<Malformed>& tested) {
  return tested.param.name;
}

class ServerRefusesMalformed : public testing::TestWithParam<Malformed> {};

// A second request follows in the same bytes: it must not be answered, for nobody can say that it
// is one.
TEST_P(ServerRefusesMalformed, with_400_and_closes) {
  TestServer server({}, 1);
  Client client = server.connect();
  client.send(GetParam().text + std::string(get_hello));
  const Answer answer = client.read();
  expect_fault(answer, 400);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

std::string post(const std::string& headers, const std::string& body = "") {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}
std::string with_header(const std::string& line) {
  return "GET /hello HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n";
}
std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

INSTANTIATE_TEST_SUITE_P(
    Framing, ServerRefusesMalformed,
    testing::Values(
        Malformed{"length_and_coding",
                  post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        Malformed{"coding_and_length",
                  post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
        Malformed{"two_lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab")},
        Malformed{"two_equal_lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
        Malformed{"list_of_lengths", post("Content-Length: 1, 1\r\n", "a")},
        Malformed{"length_with_sign", post("Content-Length: +1\r\n", "a")},
        Malformed{"length_in_hex", post("Content-Length: 0x1\r\n", "a")},
        Malformed{"length_empty", post("Content-Length: \r\n")},
        Malformed{"length_beyond_64_bits", post("Content-Length: 18446744073709551617\r\n", "a")},
        Malformed{"unknown_coding", post("Transfer-Encoding: gzip\r\n")},
        Malformed{"coding_after_chunked", post("Transfer-Encoding: chunked, gzip\r\n")},
        Malformed{"coding_before_chunked",
                  post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
        Malformed{"identity_and_length",
                  post("Transfer-Encoding: identity\r\nContent-Length: 1\r\n", "a")},
        Malformed{
            "coding_twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        Malformed{"coding_quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
        Malformed{"coding_in_http_1_0",
                  "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        Malformed{"chunk_size_missing", chunked("\r\n\r\n")},
        Malformed{"chunk_size_not_hex", chunked("xyz\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_size_with_0x", chunked("0x3\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_size_negative", chunked("-3\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_size_beyond_64_bits", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_size_with_space", chunked("3 \r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_longer_than_said", chunked("3\r\nabcd\r\n0\r\n\r\n")},
        Malformed{"chunk_extension_with_lone_cr", chunked("3;a=\rb\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_extension_with_lone_lf", chunked("3;a=\"\nb\"\r\nabc\r\n0\r\n\r\n")},
        Malformed{"chunk_trailer_is_no_header", chunked("0\r\nno header\r\n\r\n")}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Heads, ServerRefusesMalformed,
    testing::Values(
        Malformed{"host_missing", "GET /hello HTTP/1.1\r\n\r\n"},
        Malformed{"host_twice", with_header("Host: b")},
        Malformed{"folded_header", with_header("X-A: 1\r\n 2")},
        Malformed{"folded_by_tab", with_header("X-A: 1\r\n\t2")},
        Malformed{"folded_first_line", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n"},
        Malformed{"space_before_colon", with_header("X-A : 1")},
        Malformed{"space_before_length_colon", post("Content-Length : 1\r\n", "a")},
        Malformed{"no_colon", with_header("X-A")}, Malformed{"empty_name", with_header(": 1")},
        Malformed{"name_with_nul", with_header(std::string("X\0A: 1", 6))},
        Malformed{"value_with_nul", with_header(std::string("X-A: 1\0", 7))},
        Malformed{"value_with_cr", with_header("X-A: 1\r2")},
        Malformed{"value_with_control", with_header("X-A: \x01")},
        Malformed{"value_with_delete", with_header("X-A: \x7f")},
        Malformed{"lone_lf", with_header("X-A: 1\nX-B: 2")},
        Malformed{"only_lf", "GET /hello HTTP/1.1\nHost: a\n\n"},
        Malformed{"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        Malformed{"http_1_2", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n"},
        Malformed{"lower_case_version", "GET /hello http/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"short_version", "GET / a\r\n\r\n"}, Malformed{"http_0_9", "GET /hello\r\n\r\n"},
        Malformed{"two_spaces", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"tab_for_space", "GET\t/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"space_in_target", "GET /hello x HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"control_in_target", "GET /he\x01llo HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"relative_target", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"authority_target", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"absolute_without_host", "GET http:///hello HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"star_for_get", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
        Malformed{"tls", std::string("\x16\x03\x01\x02\x00\x01", 6)}),
    name_of);

TEST(ServerFaults, trailers_do_not_become_headers) {
  TestServer server({}, 1, [](Router& router) {
    router.add(Method::post, "/user", [](const Request& request, Responder responder) {
      Response response;
      response.body = request.header("X-User").value_or("nobody");
      responder.send(std::move(response));
    });
  });
  const Answer answer = server.connect().ask(
      "POST /user HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\nX-User: root\r\n\r\n");
  EXPECT_EQ(answer.body, "nobody");
}

TEST(ServerFaults, a_handler_that_throws_is_500_and_the_server_lives) {
  TestServer server({}, 1, [](Router& router) {
    router.add(Method::get, "/api/throw",
               [](const Request&, Responder) { throw std::runtime_error("on purpose"); });
    router.add(Method::get, "/api/throw_int", [](const Request&, Responder) { throw 1; });
    router.add(Method::get, "/api/silent", [](const Request&, Responder) {});
  });
  Client client = server.connect();
  for (const std::string path : {"/api/throw", "/api/throw_int", "/api/silent"}) {
    expect_fault(client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"), 500, "/api");
  }
  EXPECT_EQ(client.ask(get_hello).status, 200);
  EXPECT_EQ(server.wait_for_observed(4)[0].status, 500);
}

}  // namespace
}  // namespace payoutd::http
