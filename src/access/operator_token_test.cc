#include "access/operator_token.h"

#include <set>

#include <gtest/gtest.h>

namespace payoutd::access {
namespace {

TEST(Roles, what_each_may) {
  struct Case {
    Role given;
    bool read, queue, money, admin;
  };
  const Case cases[] = {{Role::read, true, false, false, false},
                        {Role::queue, true, true, false, false},
                        {Role::money, true, false, true, false},
                        {Role::admin, true, true, true, true}};
  for (const Case& each : cases) {
    Roles roles;
    roles.add(each.given);
    EXPECT_EQ(roles.may(Role::read), each.read) << to_text(each.given);
    EXPECT_EQ(roles.may(Role::queue), each.queue) << to_text(each.given);
    EXPECT_EQ(roles.may(Role::money), each.money) << to_text(each.given);
    EXPECT_EQ(roles.may(Role::admin), each.admin) << to_text(each.given);
  }
  EXPECT_TRUE(Roles().may(Role::read));
  EXPECT_FALSE(Roles().may(Role::queue));
}

TEST(Roles, bits_come_back_and_strange_ones_do_not) {
  for (int64_t bits = 0; bits < 16; ++bits) {
    const auto roles = Roles::from_bits(bits);
    ASSERT_TRUE(roles) << bits;
    EXPECT_EQ(roles->bits(), bits);
    Roles again;
    for (const std::string_view word : roles->words()) again.add(*parse_role(word));
    EXPECT_EQ(again, *roles);
  }
  for (const int64_t bits : {int64_t{16}, int64_t{-1}, int64_t{1} << 40}) {
    EXPECT_FALSE(Roles::from_bits(bits)) << bits;
  }
  EXPECT_EQ(Roles::all().bits(), 15) << "the bits that databases hold";
  EXPECT_EQ(Roles::from_bits(2)->words(), std::vector<std::string_view>{"queue"});
}

TEST(Roles, words_are_exact) {
  for (const char* word : {"", "Read", "READ", "admin ", "operator", "queue,money"}) {
    EXPECT_FALSE(parse_role(word)) << word;
  }
}

TEST(OperatorToken, has_a_prefix_and_forty_characters_and_never_comes_twice) {
  base::SeededRandom random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const base::Secret token = make_operator_token(random);
    EXPECT_EQ(token.reveal().size(), 44U);
    EXPECT_TRUE(token.reveal().starts_with("adm_"));
    EXPECT_TRUE(seen.emplace(token.reveal()).second);
  }
}

TEST(OperatorName, letters_digits_and_three_signs) {
  const std::string longest(64, 'x');
  for (const std::string& good : {std::string("a"), std::string("A.b_c-9"), longest,
                                  std::string("First"), std::string("first2")}) {
    EXPECT_TRUE(is_operator_name(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("first"), std::string("a b"), std::string("a/b"), longest + "x",
        std::string("é"), std::string("a\n"), std::string(1, '\0')}) {
    EXPECT_FALSE(is_operator_name(bad)) << bad;
  }
  EXPECT_FALSE(is_operator_name(command_line_operator));
}

}  // namespace
}  // namespace payoutd::access
