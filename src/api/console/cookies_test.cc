#include "api/console/cookies.h"

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "access/credentials.h"

namespace payoutd::api::console {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const http::Response& response) {
  Lines lines;
  std::istringstream text{std::string(response.headers.text())};
  constexpr std::string_view name = "Set-Cookie: ";
  for (std::string line; std::getline(text, line);) {
    EXPECT_TRUE(line.starts_with(name) && line.ends_with('\r')) << line;
    lines.push_back(line.substr(name.size(), line.size() - name.size() - 1));
  }
  return lines;
}

TEST(SessionCookies, are_two_for_thirty_days_and_scripts_read_one) {
  const SessionCookies cookies({"s", "c"}, true);
  http::Response response;
  cookies.set(http::Request{}, "token", response);
  EXPECT_EQ(lines_of(response),
            (Lines{"s=token; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly",
                   "c=" + access::csrf_of("token") + "; Path=/; Max-Age=2592000; SameSite=Lax"}));
}

TEST(SessionCookies, are_secure_unless_in_plain_http_to_a_loopback_address) {
  const struct {
    bool loopback;
    bool secure_request;
    bool secure;
  } rows[] = {{true, false, false}, {true, true, true}, {false, false, true}, {false, true, true}};
  for (const auto& row : rows) {
    const SessionCookies cookies({"s", "c"}, row.loopback);
    http::Request request;
    request.secure = row.secure_request;
    http::Response response;
    cookies.set(request, "token", response);
    cookies.clear(request, response);
    const Lines lines = lines_of(response);
    ASSERT_EQ(lines.size(), 4U);
    for (const std::string& line : lines) {
      EXPECT_EQ(line.find("; Secure") != std::string::npos, row.secure) << line;
    }
  }
}

TEST(SessionCookies, are_cleared_with_the_path_that_they_were_set_with) {
  const SessionCookies cookies({"s", "c"}, true);
  http::Response response;
  cookies.clear(http::Request{}, response);
  EXPECT_EQ(lines_of(response), (Lines{"s=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly",
                                       "c=; Path=/; Max-Age=0; SameSite=Lax"}));
}

}  // namespace
}  // namespace payoutd::api::console
