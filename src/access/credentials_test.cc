#include "access/credentials.h"

#include <gtest/gtest.h>

namespace payoutd::access {
namespace {

TEST(ApiKey, tells_its_world) {
  base::SystemRandom random;
  const NewApiKey live = make_api_key(Mode::live, random);
  const NewApiKey test = make_api_key(Mode::test, random);
  EXPECT_TRUE(live.key.starts_with("sk_live_"));
  EXPECT_TRUE(test.key.starts_with("sk_test_"));
  EXPECT_TRUE(live.signing_secret.reveal().starts_with("whsec_"));
  EXPECT_EQ(live.secret.reveal().size(), 40U);
  EXPECT_NE(live.secret.reveal(), test.secret.reveal());
}

TEST(SecretMatches, only_the_right_secret) {
  const base::Sha256 stored = base::sha256("right");
  EXPECT_TRUE(secret_matches("right", stored));
  EXPECT_FALSE(secret_matches("wrong", stored));
  EXPECT_FALSE(secret_matches("", stored));
  EXPECT_FALSE(secret_matches("right", std::nullopt));
}

TEST(Session, is_long_and_never_the_same) {
  base::SystemRandom random;
  const NewSession one = make_session(random);
  const NewSession two = make_session(random);
  EXPECT_EQ(one.token.reveal().size(), 43U);
  EXPECT_NE(one.token.reveal(), two.token.reveal());
  EXPECT_NE(one.csrf, one.token.reveal());
  EXPECT_NE(one.csrf, two.csrf);
}

TEST(Session, csrf_token_is_that_of_this_session_alone) {
  base::SystemRandom random;
  const NewSession session = make_session(random);
  const NewSession other = make_session(random);
  EXPECT_EQ(session.csrf.size(), 32U);
  EXPECT_EQ(session.csrf.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_TRUE(csrf_matches(session.token.reveal(), session.csrf));
  std::string altered = session.csrf;
  altered.back() = altered.back() == '0' ? '1' : '0';
  const std::string wrong[] = {"",
                               other.csrf,
                               altered,
                               session.csrf.substr(1),
                               session.csrf + "0",
                               std::string(session.token.reveal())};
  for (const std::string& each : wrong) {
    EXPECT_FALSE(csrf_matches(session.token.reveal(), each)) << each;
  }
}

// Cookies outlive the program that set them.
TEST(Session, csrf_token_follows_from_the_session_for_ever) {
  EXPECT_EQ(csrf_of("token"), "16542119ff1d76836cd5e8555198888e");
}

}  // namespace
}  // namespace payoutd::access
