#include "api/json_request.h"

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

http::Request with(const std::vector<std::string>& types) {
  http::Request request;
  for (const std::string& type : types) request.headers.push_back({"CONTENT-type", type});
  return request;
}

TEST(SaysJson, is_application_json_with_any_parameters) {
  for (const char* type : {"application/json", "Application/JSON", " application/json\t",
                           "application/json; charset=utf-8", "application/json;charset=\"x;y\"",
                           "application/json ;", "application/json;x"}) {
    EXPECT_TRUE(says_json(with({type}))) << type;
  }
  for (const char* type :
       {"", " ", ";", "application/json5", "application/jso", "text/json", "application/xml",
        "text/plain;application/json", "application / json", "application/problem+json",
        "application/json, application/json", "*/*"}) {
    EXPECT_FALSE(says_json(with({type}))) << type;
  }
}

TEST(SaysJson, is_said_once) {
  EXPECT_FALSE(says_json(with({})));
  EXPECT_FALSE(says_json(with({"application/json", "application/json"})));
}

}  // namespace
}  // namespace payoutd::api
