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
}

}  // namespace
}  // namespace payoutd::access
