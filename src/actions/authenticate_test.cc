#include "actions/authenticate.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "actions/create_api_key.h"
#include "actions/revoke_api_key.h"
#include "base/log.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

constexpr int64_t start_seconds = 1'705'314'600;

class AuthenticateTest : public testing::Test {
 protected:
  AuthenticateTest() {
    base::set_log_level(base::LogLevel::off);
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    random_.fill(seal_key_.bytes);
    authenticate_ = std::make_unique<Authenticate>(*store_, clock_, seal_key_);
    clock_.advance_micros(10'000'000);
  }

  NewClient client(const KeyRestrictions& restrictions, access::Mode mode = access::Mode::live) {
    return *create_client(*store_, clock_, random_, seal_key_, "Acme", mode, restrictions);
  }
  NewClient signing_client() {
    return client({.signature_required = true, .allowed_networks = {}});
  }

  int64_t now_seconds() const { return clock_.now().micros / 1'000'000; }

  std::string signed_at(int64_t seconds, const access::NewApiKey& key,
                        const access::SignedRequest& request) {
    const std::string time = std::to_string(seconds);
    return "t=" + time + ",v1=" + base::to_hex(access::sign(request, time, key.signing_secret));
  }

  base::Result<std::optional<Caller>> ask(const ClientCredentials& credentials) {
    base::Result<std::optional<Caller>> answer = base::refused("not_answered", "");
    authenticate_->client(credentials, [&](auto caller) { answer = std::move(caller); });
    return answer;
  }

  // True if the request is let in with these headers.
  bool lets_in(const access::NewApiKey& key, std::optional<std::string_view> signature = {},
               const std::string& address = "127.0.0.1") {
    const auto answer = ask({key.key, key.secret.reveal(), address, signature, request_});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer && answer->has_value();
  }

  const access::SignedRequest request_{"GET", "/api/v1/payouts", "b=1&a=2", ""};
  base::ScratchFolder folder_;
  base::FakeClock clock_{{start_seconds * 1'000'000}};
  base::SystemRandom random_;
  base::SealKey seal_key_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Authenticate> authenticate_;
};

TEST_F(AuthenticateTest, key_and_secret_are_enough_for_a_plain_key) {
  const NewClient made = client({}, access::Mode::test);
  const auto caller = ask({made.key.key, made.key.secret.reveal(), "127.0.0.1", {}, request_});
  ASSERT_TRUE(caller && *caller);
  EXPECT_EQ((*caller)->owner_id, made.owner.id);
  EXPECT_EQ((*caller)->mode, access::Mode::test);
  EXPECT_EQ((*caller)->api_key, made.key.key);
  EXPECT_FALSE(*ask({made.key.key, "wrong", "127.0.0.1", {}, request_}));
  EXPECT_FALSE(*ask({"sk_live_unknown", made.key.secret.reveal(), "127.0.0.1", {}, request_}));
  EXPECT_TRUE(lets_in(made.key, "whatever")) << "a signature that is not asked for is not read";
}

TEST_F(AuthenticateTest, a_revoked_key_is_nobodys) {
  const NewClient made = client({});
  const auto second = create_api_key(*store_, clock_, random_, seal_key_, made.owner.id, {});
  ASSERT_TRUE(lets_in(made.key));
  ASSERT_TRUE(revoke_api_key(*store_, clock_, made.key.key));
  EXPECT_FALSE(lets_in(made.key));
  EXPECT_TRUE(lets_in(second->key));
  EXPECT_EQ(revoke_api_key(*store_, clock_, "sk_live_x").error().reason, "key_not_found");
}

TEST_F(AuthenticateTest, a_key_works_from_its_networks_only) {
  const NewClient made =
      client({.allowed_networks = *access::Networks::parse("203.0.113.0/24,2001:db8::/32")});
  EXPECT_TRUE(lets_in(made.key, {}, "203.0.113.9"));
  EXPECT_TRUE(lets_in(made.key, {}, "::ffff:203.0.113.9"));
  EXPECT_TRUE(lets_in(made.key, {}, "2001:db8::1"));
  EXPECT_FALSE(lets_in(made.key, {}, "203.0.114.9"));
  EXPECT_FALSE(lets_in(made.key, {}, "127.0.0.1"));
  EXPECT_FALSE(lets_in(made.key, {}, ""));
}

TEST_F(AuthenticateTest, a_signature_is_asked_for_and_good_once) {
  const access::NewApiKey key = signing_client().key;
  EXPECT_FALSE(lets_in(key));
  EXPECT_FALSE(lets_in(key, ""));
  const std::string signature = signed_at(now_seconds(), key, request_);
  EXPECT_TRUE(lets_in(key, signature));
  EXPECT_FALSE(lets_in(key, signature));
  clock_.advance_micros(1'000'000);
  EXPECT_TRUE(lets_in(key, signed_at(now_seconds(), key, request_)));
}

TEST_F(AuthenticateTest, a_signature_that_is_refused_is_not_used) {
  const NewClient made =
      client({.signature_required = true, .allowed_networks = *access::Networks::parse("::1")});
  const access::NewApiKey& key = made.key;
  const std::string signature = signed_at(now_seconds(), key, request_);
  EXPECT_FALSE(lets_in(key, signature, "127.0.0.1")) << "from elsewhere";
  EXPECT_FALSE(*ask({key.key, "wrong", "::1", signature, request_}));
  EXPECT_FALSE(*ask({key.key,
                     key.secret.reveal(),
                     "::1",
                     signature,
                     {"POST", request_.path, request_.query, request_.body}}));
  EXPECT_TRUE(lets_in(key, signature, "::1"));
}

TEST_F(AuthenticateTest, a_signature_is_of_this_time) {
  const access::NewApiKey key = signing_client().key;
  clock_.advance_micros(1'000'000'000);
  const struct {
    int64_t ahead;
    bool good;
  } rows[] = {{-301, false}, {-300, true}, {-1, true}, {1, true}, {300, true}, {301, false}};
  for (const auto& row : rows) {
    EXPECT_EQ(lets_in(key, signed_at(now_seconds() + row.ahead, key, request_)), row.good)
        << row.ahead;
  }
}

TEST_F(AuthenticateTest, a_restart_does_not_make_a_signature_good_again) {
  const access::NewApiKey key = signing_client().key;
  const std::string signature = signed_at(now_seconds(), key, request_);
  ASSERT_TRUE(lets_in(key, signature));
  authenticate_ = std::make_unique<Authenticate>(*store_, clock_, seal_key_);
  EXPECT_FALSE(lets_in(key, signature));
  clock_.advance_micros(1'000'000);
  EXPECT_FALSE(lets_in(key, signature));
  EXPECT_TRUE(lets_in(key, signed_at(now_seconds(), key, request_)));
}

TEST_F(AuthenticateTest, another_keys_signature_is_none) {
  const access::NewApiKey one = signing_client().key;
  const access::NewApiKey other = signing_client().key;
  EXPECT_FALSE(lets_in(one, signed_at(now_seconds(), other, request_)));
}

TEST_F(AuthenticateTest, without_the_installations_key_it_cannot_be_told) {
  const access::NewApiKey key = signing_client().key;
  const Authenticate other(*store_, clock_, base::SealKey{});
  std::string reason;
  const std::string signature = signed_at(now_seconds(), key, request_);
  other.client({key.key, key.secret.reveal(), "127.0.0.1", signature, request_},
               [&](auto caller) { reason = caller ? "told" : caller.error().reason; });
  EXPECT_EQ(reason, "seal_broken");
}

}  // namespace
}  // namespace payoutd::actions
