#include "http/answer_head.h"

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

const std::string guards =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
const std::string data_only =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

std::string head_of(const Response& response, Afterwards afterwards = Afterwards::keep,
                    Transport transport = Transport::plain) {
  std::string out = "what was there before";
  write_answer_head(response, "id", "today", afterwards, transport, out);
  return out;
}

TEST(AnswerHead, has_what_the_server_adds) {
  Response response{201, {{"A", "b"}}, "12345"};
  EXPECT_EQ(head_of(response), "HTTP/1.1 201 Created\r\nA: b\r\n" + guards + data_only +
                                   "Date: today\r\nX-Request-Id: id\r\nContent-Length: 5\r\n\r\n");
  EXPECT_NE(head_of(response, Afterwards::close).find("\r\nConnection: close\r\n"),
            std::string::npos);
  EXPECT_NE(head_of(response, Afterwards::keep_and_say_so).find("\r\nConnection: keep-alive\r\n"),
            std::string::npos);
}

TEST(AnswerHead, leaves_out_what_is_not_the_handlers) {
  const Response response{200,
                          {{"content-length", "9"},
                           {"DATE", "9"},
                           {"Connection", "9"},
                           {"x-request-id", "9"},
                           {"Transfer-Encoding", "9"}},
                          ""};
  EXPECT_EQ(head_of(response).find('9'), std::string::npos);
}

TEST(AnswerHead, has_no_length_without_a_body) {
  EXPECT_EQ(head_of(Response{304, {}, "x"}), "HTTP/1.1 304 Not Modified\r\n" + guards + data_only +
                                                 "Date: today\r\nX-Request-Id: id\r\n\r\n");
}

TEST(AnswerHead, says_how_a_streamed_body_ends) {
  class Nothing final : public BodySource {
    Next append_next(std::string&) override { return Next::end; }
  };
  Response response;
  response.body = "not this";
  response.body_source = std::make_shared<Nothing>();
  const std::string begin =
      "HTTP/1.1 200 OK\r\n" + guards + data_only + "Date: today\r\nX-Request-Id: id\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(head_of(response), begin + chunked);
  EXPECT_EQ(head_of(response, Afterwards::close), begin + "Connection: close\r\n" + chunked);
  EXPECT_EQ(head_of(response, Afterwards::close_ends_body),
            begin + "Connection: close\r\n" + "\r\n");
  response.status = 304;
  EXPECT_EQ(head_of(response).find("Transfer-Encoding"), std::string::npos);
}

TEST(AnswerHead, leaves_an_answer_its_own_policy) {
  const Response page{200, {{"content-security-policy", "default-src 'self'"}}, ""};
  EXPECT_EQ(head_of(page).find(data_only), std::string::npos);
  EXPECT_NE(head_of(page).find("content-security-policy: default-src 'self'\r\n" + guards),
            std::string::npos);
}

TEST(AnswerHead, asks_for_tls_only_by_tls) {
  const auto asks = [](Transport transport) {
    return head_of(Response{}, Afterwards::keep, transport)
               .find("\r\nStrict-Transport-Security: max-age=31536000\r\n") != std::string::npos;
  };
  EXPECT_FALSE(asks(Transport::plain));
  EXPECT_TRUE(asks(Transport::secure));
}

TEST(AnswerHead, knows_unnamed_statuses) {
  EXPECT_TRUE(head_of(Response{299, {}, ""}).starts_with("HTTP/1.1 299 \r\n"));
}

TEST(AnswerHeadDeathTest, refuses_what_breaks_the_line) {
  EXPECT_DEATH(head_of(Response{200, {{"A", "b\r\nC: d"}}, ""}), "one line");
  EXPECT_DEATH(head_of(Response{200, {{"A\n", "b"}}, ""}), "one line");
  EXPECT_DEATH(head_of(Response{200, {{"A", std::string("\0", 1)}}, ""}), "one line");
  EXPECT_DEATH(head_of(Response{100, {}, ""}), "200 to 599");
}

TEST(HttpDate, is_written_as_imf_fixdate) {
  EXPECT_EQ(to_http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(to_http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date(1709164799), "Wed, 28 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace payoutd::http
