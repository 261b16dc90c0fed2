#include "http/wire.h"

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

using State = RequestReader::State;

TEST(RequestReader, takes_one_request_and_leaves_the_next) {
  RequestReader reader{Limits{}};
  Request request;
  const std::string first =
      "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nX:  y \r\n\r\nhi";
  EXPECT_EQ(reader.take(first + "GET /", request), first.size());
  EXPECT_EQ(reader.state(), State::complete);
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.target, "/a?b=c");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query, "b=c");
  EXPECT_EQ(request.header("x"), "y");
  EXPECT_EQ(request.body, "hi");
  EXPECT_TRUE(reader.keep_alive());
}

TEST(RequestReader, forgets_the_request_before) {
  RequestReader reader{Limits{}};
  Request request;
  reader.take("POST /long?q HTTP/1.1\r\nHost: h\r\nA: 1\r\nContent-Length: 2\r\n\r\nhi", request);
  reader.reset();
  reader.take("GET /b HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n", request);
  EXPECT_EQ(reader.state(), State::complete);
  EXPECT_EQ(request.headers.size(), 2u);
  EXPECT_EQ(request.header("Host"), "other");
  EXPECT_EQ(request.query, "");
  EXPECT_EQ(request.body, "");
  EXPECT_FALSE(reader.keep_alive());
}

TEST(RequestReader, reads_in_any_pieces) {
  const std::string text =
      "\r\nPOST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "2;x=\"y\"\r\nhi\r\n00\r\nT: u\r\n\r\n";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    RequestReader reader{Limits{}};
    Request request;
    size_t taken = 0;
    for (size_t given = 0; given < text.size() && !reader.finished();) {
      given = std::min(given + piece, text.size());
      taken += reader.take(std::string_view(text).substr(taken, given - taken), request);
    }
    EXPECT_EQ(reader.state(), State::complete) << piece;
    EXPECT_EQ(taken, text.size()) << piece;
    EXPECT_EQ(request.body, "hi") << piece;
    EXPECT_EQ(request.headers.size(), 2u) << piece;
  }
}

TEST(RequestReader, drops_empty_lines_before_a_request) {
  RequestReader reader{Limits{}};
  Request request;
  EXPECT_EQ(reader.take("\r\n\r\n\r", request), 4u);
  EXPECT_EQ(reader.state(), State::empty);
}

TEST(RequestReader, says_who_waits_to_continue) {
  Request request;
  const auto waits = [&](const std::string& text) {
    RequestReader reader{Limits{}};
    reader.take(text, request);
    return reader.wants_continue();
  };
  const std::string rest = "Host: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
  EXPECT_TRUE(waits("POST / HTTP/1.1\r\n" + rest));
  EXPECT_FALSE(waits("POST / HTTP/1.0\r\n" + rest));
  EXPECT_FALSE(waits("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n"));
}

TEST(RequestReader, salvages_what_a_cut_off_head_says) {
  RequestReader reader{Limits{}};
  Request request;
  const std::string_view text = "HEAD /api/x?y HTTP/1.1\r\nHos";
  reader.take(text, request);
  EXPECT_EQ(reader.state(), State::head);
  reader.salvage(text, request);
  EXPECT_EQ(request.method, Method::head);
  EXPECT_EQ(request.path, "/api/x");
  EXPECT_TRUE(request.headers.empty());
}

}  // namespace
}  // namespace payoutd::http
