#include "http/forwarded.h"

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

bool is_ours(std::string_view address) {
  return address.starts_with("10.") || address == "127.0.0.1" || address == "2001:db8::1";
}

Request asked_by(const std::string& peer, std::vector<Header> headers) {
  Request request;
  request.remote_address = peer;
  request.headers = std::move(headers);
  believe_proxy(&is_ours, request);
  return request;
}

TEST(BelieveProxy, takes_the_rightmost_address_that_is_not_a_proxy) {
  const struct {
    std::vector<std::string> forwarded;
    const char* client;
  } rows[] = {
      {{}, "10.0.0.1"},
      {{"192.0.2.7"}, "192.0.2.7"},
      {{" 192.0.2.7 "}, "192.0.2.7"},
      {{"192.0.2.7:8080"}, "192.0.2.7"},
      {{"6.6.6.6, 192.0.2.7"}, "192.0.2.7"},
      {{"6.6.6.6, 192.0.2.7, 10.0.0.2,10.0.0.3"}, "192.0.2.7"},
      {{"192.0.2.7", "10.0.0.2"}, "192.0.2.7"},
      {{"6.6.6.6", "192.0.2.7, 10.0.0.2"}, "192.0.2.7"},
      {{"192.0.2.7, 6.6.6.6", "192.0.2.8"}, "192.0.2.8"},
      {{"2001:DB8:0::7"}, "2001:db8::7"},
      {{"[2001:db8::7]"}, "2001:db8::7"},
      {{"[2001:db8::7]:443"}, "2001:db8::7"},
      {{"::ffff:192.0.2.7"}, "192.0.2.7"},
      {{"192.0.2.7, 2001:db8::1"}, "192.0.2.7"},
      {{"10.9.9.9, 10.0.0.2"}, "10.9.9.9"},
      // Left of the client is anybody's word.
      {{"nonsense, 192.0.2.7"}, "192.0.2.7"},
      {{"\r, 192.0.2.7, 10.0.0.2"}, "192.0.2.7"},
      // What a proxy should have said and did not.
      {{""}, "10.0.0.1"},
      {{"nonsense"}, "10.0.0.1"},
      {{"192.0.2.7, nonsense"}, "10.0.0.1"},
      {{"192.0.2.7,"}, "10.0.0.1"},
      {{"192.0.2.7, , 10.0.0.2"}, "10.0.0.1"},
      {{"unknown"}, "10.0.0.1"},
      {{"192.0.2.300"}, "10.0.0.1"},
      {{"192.0.2.7:"}, "10.0.0.1"},
      {{"192.0.2.7:http"}, "10.0.0.1"},
      {{"[2001:db8::7"}, "10.0.0.1"},
      {{"[]"}, "10.0.0.1"},
      {{"["}, "10.0.0.1"},
      {{"fe80::1%eth0"}, "10.0.0.1"},
      {{"192.0.2.7 10.0.0.2"}, "10.0.0.1"},
  };
  for (const auto& row : rows) {
    std::vector<Header> headers;
    for (const std::string& value : row.forwarded) headers.push_back({"x-forwarded-FOR", value});
    EXPECT_EQ(asked_by("10.0.0.1", headers).remote_address, row.client)
        << testing::PrintToString(row.forwarded);
  }
}

TEST(BelieveProxy, believes_nobody_else) {
  const Request request =
      asked_by("192.0.2.1", {{"X-Forwarded-For", "10.0.0.1"}, {"X-Forwarded-Proto", "https"}});
  EXPECT_EQ(request.remote_address, "192.0.2.1");
  EXPECT_FALSE(request.secure);
}

TEST(BelieveProxy, knows_whether_the_client_came_by_tls) {
  const struct {
    std::vector<std::string> said;
    bool secure;
  } rows[] = {
      {{}, false},
      {{"https"}, true},
      {{"HTTPS"}, true},
      {{"http"}, false},
      {{""}, false},
      {{"https, https"}, true},
      {{"wss"}, false},
      {{"http, https"}, false},
      {{"https, http"}, false},
      {{"https,"}, false},
      {{"https", "http"}, false},
      {{"https", "https"}, true},
      {{"https x"}, false},
  };
  for (const auto& row : rows) {
    std::vector<Header> headers;
    for (const std::string& value : row.said) headers.push_back({"X-Forwarded-Proto", value});
    EXPECT_EQ(asked_by("127.0.0.1", headers).secure, row.secure)
        << testing::PrintToString(row.said);
  }
}

TEST(BelieveProxy, does_not_take_tls_away) {
  Request request;
  request.remote_address = "127.0.0.1";
  request.secure = true;
  request.headers = {{"X-Forwarded-Proto", "http"}};
  believe_proxy(&is_ours, request);
  EXPECT_TRUE(request.secure);
}

}  // namespace
}  // namespace payoutd::http
