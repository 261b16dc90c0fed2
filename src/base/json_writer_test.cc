#include "base/json_writer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace payoutd::base {
namespace {

TEST(JsonWriter, places_commas) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("a", "x").field("n", int64_t{-5}).key("list").begin_array();
  json.integer(1).string("two").null().begin_object().end_object().begin_array().end_array();
  json.end_array().key("t").time(Timestamp{0}).key("b").boolean(true);
  json.field_unless_empty("gone", "").key("raw").raw("1.50").end_object();
  EXPECT_EQ(out, R"({"a":"x","n":-5,"list":[1,"two",null,{},[]],"t":"1970-01-01T00:00:00Z",)"
                 R"("b":true,"raw":1.50})");
}

TEST(JsonString, escapes_every_byte_so_that_a_parser_reads_it_back) {
  std::string text = "\xe2\x82\xac";
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  std::string out;
  append_json_string(text, out);
  simdjson::dom::parser parser;
  const std::string_view back = parser.parse(out).get_string();
  EXPECT_EQ(back, text);
}

TEST(JsonString, finds_what_to_escape_at_every_place) {
  for (size_t length = 1; length < 40; ++length) {
    for (size_t at = 0; at < length; ++at) {
      for (const char c : {'"', '\\', '\n', '\x01', '\x1f'}) {
        std::string text(length, '\x7f');
        text[at] = c;
        std::string out;
        append_json_string(text, out);
        simdjson::dom::parser parser;
        ASSERT_EQ(std::string_view(parser.parse(out).get_string()), text);
      }
      std::string text(length, ' ');
      text.replace(at, 1, "\xc3\xa9");
      std::string out;
      append_json_string(text, out);
      ASSERT_EQ(out, '"' + text + '"');
    }
  }
}

}  // namespace
}  // namespace payoutd::base
