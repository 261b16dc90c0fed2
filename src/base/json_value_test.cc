#include "base/json_value.h"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/json_writer.h"
#include "base/utf8.h"

namespace payoutd::base {
namespace {

std::string canonical(std::string_view text) {
  const auto document = parse_json(text);
  return document ? canonical_json(document->root()) : document.error().message;
}

TEST(JsonValue, reads_every_kind) {
  const auto document = parse_json(
      " {\"n\": null, \"t\":true,\"f\":false ,\"d\":-100.00e+2,\r\n\t\"s\":\"a\\n\\u00e9\\ud83d"
      "\\ude00\\u0000b\",\"a\":[ ],\"o\":{},\"l\":[1,[2,{\"x\":3}],\"\"]} ");
  ASSERT_TRUE(document) << document.error().message;
  const JsonValue root = document->root();
  EXPECT_EQ(root.kind(), JsonKind::object);
  EXPECT_EQ(root.size(), 8U);
  EXPECT_EQ(root.name(), "");
  EXPECT_EQ(root.find("n")->kind(), JsonKind::null);
  EXPECT_TRUE(root.find("t")->boolean());
  EXPECT_EQ(root.find("f")->kind(), JsonKind::boolean);
  EXPECT_FALSE(root.find("f")->boolean());
  EXPECT_EQ(root.find("d")->kind(), JsonKind::number);
  EXPECT_EQ(root.find("d")->text(), "-100.00e+2");
  EXPECT_EQ(root.find("s")->kind(), JsonKind::string);
  EXPECT_EQ(root.find("s")->text(), std::string_view("a\né😀\0b", 10));
  EXPECT_EQ(root.find("s")->size(), 0U);
  EXPECT_EQ(root.find("a")->kind(), JsonKind::array);
  EXPECT_EQ(root.find("a")->size(), 0U);
  EXPECT_EQ(root.find("o")->kind(), JsonKind::object);
  EXPECT_EQ(root.find("l")->size(), 3U);
  EXPECT_EQ(root.find("l")->text(), "");
  EXPECT_FALSE(root.find("x"));
  EXPECT_FALSE(root.find("l")->find("x"));
  std::string names;
  for (const JsonValue member : root) names += member.name();
  EXPECT_EQ(names, "ntfdsaol");
}

TEST(JsonValue, a_document_may_be_one_value) {
  for (const char* text : {"null", "true", "false", "0", "-1.50", "\"\"", "\"x\"", "[]", "{}"}) {
    EXPECT_EQ(canonical(text), text);
    EXPECT_EQ(canonical(" \n" + std::string(text) + "\t\r\n "), text);
  }
}

TEST(JsonValue, outlives_its_text_and_moves) {
  std::string text = R"({"a":"some text that is long enough to be on the heap"})";
  auto read = parse_json(text);
  const JsonValue value = *read->root().find("a");
  text.assign(text.size(), 'x');
  const JsonDocument moved = std::move(*read);
  EXPECT_EQ(value.text(), "some text that is long enough to be on the heap");
  EXPECT_EQ(moved.root().find("a")->text(), value.text());
}

TEST(JsonValue, refuses_what_is_not_json) {
  for (const std::string_view text : {"",
                                      " ",
                                      "\n",
                                      "nul",
                                      "nulll",
                                      "nullx",
                                      "null x",
                                      "True",
                                      "tru",
                                      "truee",
                                      "falsey",
                                      "true1",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "-",
                                      "1e",
                                      "1 2",
                                      "1,2",
                                      "1]",
                                      "1],[2",
                                      "[1",
                                      "[[1]",
                                      "[1,2",
                                      "[1,]",
                                      "[,1]",
                                      "[1 2]",
                                      "[1]]",
                                      "]",
                                      "[",
                                      "{",
                                      "}",
                                      "{]",
                                      "[}",
                                      "[1}",
                                      "{\"a\":1]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1,}",
                                      "{,}",
                                      "{1:2}",
                                      "{a:1}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 2}",
                                      "{\"a\":1}{}",
                                      "{\"a\":1} x",
                                      "{\"a\":[1,2}",
                                      "{\"a\":{\"b\":1}",
                                      "{\"a\":1",
                                      "'a'",
                                      "\"a",
                                      "\"a\"b",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\ud800\"",
                                      "\"\\udc00\"",
                                      "\"\\ud800\\ud800\"",
                                      "\"\\ud800x\"",
                                      "\"a\nb\"",
                                      "\"a\x01\"",
                                      "\"\xff\"",
                                      "\xff",
                                      "\"\xed\xa0\x80\"",
                                      "NaN",
                                      "// c\n1",
                                      "[1]//",
                                      "\xef\xbb\xbf"
                                      "1",
                                      "1\v",
                                      "\xc2\xa0"
                                      "1",
                                      "-Infinity",
                                      "1\"a\"",
                                      "[1\"a\"]",
                                      "[true\"a\"]",
                                      "\"a\"\"b\"",
                                      "[\"a\"1]",
                                      "{\"a\"\"b\":1}"}) {
    const auto document = parse_json(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().reason, "not_json") << text;
    EXPECT_TRUE(is_utf8(document.error().message));
  }
  EXPECT_FALSE(parse_json(std::string_view("1\0", 2)));
  EXPECT_FALSE(parse_json(std::string_view("[1]\0", 4)));
}

TEST(JsonValue, tells_roughly_where) {
  const struct {
    const char* text;
    const char* told;
  } rows[] = {
      {"{\"a\":1,\n \"b\":tru}", "line 2"},
      {"{\"a\":1,\n \"b\":01}", "line 2"},
      {"{\"a\":1,\n\n \"b\" 1}", "line 3"},
      {"[1] 2", "line 1, column 5"},
      {"", "empty"},
      {" ", "empty"},
      {"{\"a\":1", "not JSON: "},
      {"\"\xff\"", "UTF-8"},
      {"\"a", "does not end"},
      {"\"a\n\"", "control character"},
  };
  for (const auto& row : rows) {
    const auto document = parse_json(row.text);
    ASSERT_FALSE(document) << row.text;
    EXPECT_NE(document.error().message.find(row.told), std::string::npos)
        << row.text << ": " << document.error().message;
  }
}

TEST(JsonValue, is_no_deeper_than_asked) {
  const auto nested = [](size_t depth) {
    std::string text;
    for (size_t i = 0; i < depth; ++i) text += i % 2 == 0 ? "[" : "{\"a\":";
    text += '1';
    for (size_t i = depth; i > 0; --i) text += i % 2 == 1 ? ']' : '}';
    return text;
  };
  EXPECT_TRUE(parse_json(nested(16)));
  EXPECT_FALSE(parse_json(nested(17)));
  EXPECT_EQ(canonical(nested(16)), nested(16));
  EXPECT_TRUE(parse_json("1", 0));
  EXPECT_FALSE(parse_json("[]", 0));
  EXPECT_TRUE(parse_json("[[],[],[]]", 2));
  EXPECT_FALSE(parse_json(std::string(1 << 20, '[')));
  EXPECT_NE(parse_json(nested(17)).error().message.find("16 deep"), std::string::npos);
}

TEST(JsonValue, duplicate_names_are_found_at_every_level) {
  const struct {
    const char* text;
    const char* duplicate;  // nothing if null
  } rows[] = {
      {R"({"a":1,"b":2})", nullptr},
      {R"({"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}]})", nullptr},
      {R"({"a":1,"b":2,"a":3})", "a"},
      {R"({"a":1,"\u0061":3})", "a"},
      {R"({"a":{"x":1,"y":[{"q":1,"q":1}]}})", "q"},
      {R"([[{"":1,"":1}]])", ""},
      {R"(["a","a"])", nullptr},
  };
  for (const auto& row : rows) {
    const auto document = parse_json(row.text);
    const auto found = duplicate_name(document->root());
    ASSERT_EQ(found.has_value(), row.duplicate != nullptr) << row.text;
    if (found) {
      EXPECT_EQ(*found, row.duplicate);
    }
  }
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})")->root().find("a")->text(), "1");
}

TEST(CanonicalJson, sorts_names_and_keeps_numbers) {
  EXPECT_EQ(
      canonical(R"( { "b" : [ 1.0 , 1e0 , { "z":null , "a":true } ] , "a" : "\u0041\/\t" } )"),
      R"({"a":"A/\t","b":[1.0,1e0,{"a":true,"z":null}]})");
  EXPECT_EQ(canonical(R"({"é":1,"z":2,"aa":3,"a":4,"":5,"B":6})"),
            R"({"":5,"B":6,"a":4,"aa":3,"z":2,"é":1})");
  EXPECT_EQ(canonical(R"([{"a":2,"a":1}])"), R"([{"a":2,"a":1}])");
  EXPECT_EQ(canonical(R"({"a\"b":"\u0000\ud83d\ude00"})"), R"({"a\"b":"\u0000😀"})");
}

// A document as it was made up: compared with what is read back.
struct Member;
struct Model {
  JsonKind kind = JsonKind::null;
  bool truth = false;
  std::string text;
  std::vector<Member> inside;
};
struct Member {
  std::string name;  // empty in an array
  Model value;
};

std::string any_text() {
  static const std::vector<std::string> pieces = {"a",     "b",
                                                  " ",     "\"",
                                                  "\\",    "/",
                                                  "\n",    "\t",
                                                  "\b",    std::string(1, '\0'),
                                                  "\x1f",  "\x7f",
                                                  "é",     "€",
                                                  "😀",    "{",
                                                  "}",     "[",
                                                  "]",     ":",
                                                  ",",     "null",
                                                  "u0041", "some longer run of plain text"};
  std::string text;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) text += *rc::gen::elementOf(pieces);
  return text;
}

std::string any_number() {
  static const std::vector<std::string> numbers = {
      "0",    "-0",     "7",        "-12.50", "1e2",
      "1E+2", "100.00", "0.000001", "9e-9",   "99999999999999999999"};
  return *rc::gen::elementOf(numbers);
}

Model any_model(size_t depth) {
  Model model;
  model.kind = static_cast<JsonKind>(*rc::gen::inRange(0, depth < json_depth_max ? 6 : 4));
  if (model.kind == JsonKind::boolean) model.truth = *rc::gen::arbitrary<bool>();
  if (model.kind == JsonKind::number) model.text = any_number();
  if (model.kind == JsonKind::string) model.text = any_text();
  if (model.kind != JsonKind::array && model.kind != JsonKind::object) return model;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    const std::string name = model.kind == JsonKind::object ? any_text() : std::string();
    model.inside.push_back({name, any_model(depth + 1)});
  }
  return model;
}

void write(const Model& model, JsonWriter& json) {
  switch (model.kind) {
    case JsonKind::null:
      json.null();
      break;
    case JsonKind::boolean:
      json.boolean(model.truth);
      break;
    case JsonKind::number:
      json.raw(model.text);
      break;
    case JsonKind::string:
      json.string(model.text);
      break;
    case JsonKind::array:
      json.begin_array();
      for (const auto& [name, value] : model.inside) write(value, json);
      json.end_array();
      break;
    case JsonKind::object:
      json.begin_object();
      for (const auto& [name, value] : model.inside) {
        std::string quoted;
        append_json_string(name, quoted);
        json.key(std::string_view(quoted).substr(1, quoted.size() - 2));
        write(value, json);
      }
      json.end_object();
      break;
  }
}

bool same(const Model& model, const JsonValue& value) {
  if (value.kind() != model.kind || value.text() != model.text) return false;
  if (value.boolean() != model.truth || value.size() != model.inside.size()) return false;
  auto expected = model.inside.begin();
  for (const JsonValue inside : value) {
    if (expected == model.inside.end() || inside.name() != expected->name) return false;
    if (!same(expected->value, inside)) return false;
    ++expected;
  }
  return expected == model.inside.end();
}

// Blanks wherever none is inside a string: JSON does not mind.
std::string with_blanks(std::string_view text) {
  std::string out = " ";
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool structural = std::string_view("{}[]:,").find(text[i]) != std::string_view::npos;
    if (!quoted && structural) out += "\n ";
    out += text[i];
    if (!quoted && structural) out += " \t";
    if (quoted && text[i] == '\\') {
      out += text[++i];
    } else if (text[i] == '"') {
      quoted = !quoted;
    }
  }
  return out + "\r\n";
}

// The model with names sorted, in an order of its own making.
Model sorted(Model model) {
  std::multimap<std::string, Model> by_name;
  std::vector<Member> inside;
  for (auto& [name, value] : model.inside) by_name.emplace(name, sorted(value));
  if (model.kind == JsonKind::array) {
    for (auto& [name, value] : model.inside) inside.push_back({name, sorted(value)});
  } else {
    for (auto& [name, value] : by_name) inside.push_back({name, value});
  }
  model.inside = std::move(inside);
  return model;
}

TEST(JsonValue, what_was_written_is_read_back) {
  EXPECT_TRUE(rc::check([] {
    const Model model = any_model(0);
    std::string text;
    JsonWriter json(text);
    write(model, json);
    const auto plain = parse_json(text);
    RC_ASSERT(plain.has_value());
    RC_ASSERT(same(model, plain->root()));
    const auto spaced = parse_json(with_blanks(text));
    RC_ASSERT(spaced.has_value());
    RC_ASSERT(same(model, spaced->root()));
    std::string canonical_text;
    JsonWriter canonical_writer(canonical_text);
    write(sorted(model), canonical_writer);
    RC_ASSERT(canonical_json(spaced->root()) == canonical_text);
    RC_ASSERT(canonical(canonical_text) == canonical_text);
  }));
}

}  // namespace
}  // namespace payoutd::base
