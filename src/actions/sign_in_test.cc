#include "actions/sign_in.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "access/login_code.h"
#include "actions/authenticate.h"
#include "actions/create_user.h"
#include "actions/payout_fixture.h"
#include "actions/sign_in_mail.h"
#include "base/log.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

constexpr int64_t minute = 60 * base::micros_per_second;

class KeptCodes final : public CodeSender {
 public:
  base::Status send(const std::string& email, const base::Secret& code,
                    base::Timestamp useful_until) override {
    emails.push_back(email);
    useful.push_back(useful_until.micros);
    codes.emplace_back(code.reveal());
    if (fails) return base::unavailable("outbox_full", "too many mails wait");
    return {};
  }
  std::vector<std::string> emails;
  std::vector<std::string> codes;
  std::vector<int64_t> useful;
  bool fails = false;
};

class SignInTest : public testing::Test {
 protected:
  SignInTest() {
    base::set_log_level(base::LogLevel::off);
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    writer_ = std::make_unique<InlineWriter>(*store_);
    sign_in_ = std::make_unique<SignIn>(
        *writer_, clock_, random_, base::SealKey{}, sent_,
        [this](store::Transaction&, const store::Owner& user, std::string_view ref_code) {
          new_users_.push_back(user.name + " " + std::string(ref_code));
        });
  }

  base::Result<CodeRequest> start(const std::string& email) {
    base::Result<CodeRequest> result;
    sign_in_->start(email, [&](const auto& started) { result = started; });
    return result;
  }
  base::Uuid started(const std::string& email = "a@x.test") {
    const auto result = start(email);
    base::check(result && result->request_id, "a test's own step succeeds");
    return *result->request_id;
  }
  base::Result<SignedIn> verify(const base::Uuid& request_id, const std::string& code,
                                const std::string& ref_code = "") {
    base::Result<SignedIn> result;
    sign_in_->verify(
        {request_id, code, ref_code, {access::Provider::email, "Browser", "192.0.2.1"}},
        [&](const auto& verified) { result = verified; });
    return result;
  }
  base::Result<SignedIn> sign_in(const std::string& ref_code = "") {
    const base::Uuid request = started();
    return verify(request, sent_.codes.back(), ref_code);
  }
  std::string reason(const base::Result<SignedIn>& result) {
    return result ? "" : result.error().reason;
  }
  std::string wrong_code() const { return sent_.codes.back() == "000000" ? "000001" : "000000"; }
  bool works(const SignedIn& signed_in) {
    const Authenticate authenticate(*store_, clock_, base::SealKey{});
    bool known = false;
    authenticate.user(signed_in.session.credentials.token.reveal(), [&](const auto& caller) {
      known = caller && *caller && (*caller)->owner_id == signed_in.user.id;
    });
    return known;
  }

  base::ScratchFolder folder_;
  base::FakeClock clock_{base::Timestamp{1'790'000'000'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<InlineWriter> writer_;
  KeptCodes sent_;
  std::vector<std::string> new_users_;
  std::unique_ptr<SignIn> sign_in_;
};

TEST_F(SignInTest, the_right_code_makes_a_user_once_and_a_session_each_time) {
  const base::Uuid first = started(" A@X.test ");
  EXPECT_EQ(sent_.emails, std::vector<std::string>{"a@x.test"});
  EXPECT_EQ(sent_.useful.back(), clock_.now().micros + 10 * minute);
  const auto one = verify(first, sent_.codes.back(), "FRIEND");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->user.email, "a@x.test");
  EXPECT_FALSE(one->user.display_name);
  EXPECT_EQ(one->session.expires_at.micros, clock_.now().micros + access::session_lifetime_micros);
  const auto two = sign_in("OTHER");
  ASSERT_TRUE(two);
  EXPECT_EQ(two->user.id, one->user.id);
  EXPECT_NE(two->session.credentials.token.reveal(), one->session.credentials.token.reveal());
  EXPECT_TRUE(works(*one));
  EXPECT_TRUE(works(*two));
  EXPECT_EQ(new_users_, std::vector<std::string>{"a@x.test FRIEND"});
}

TEST_F(SignInTest, who_has_an_account_signs_in_to_it) {
  const auto user = create_user(*store_, clock_, random_, "a@x.test");
  const auto signed_in = sign_in();
  ASSERT_TRUE(signed_in);
  EXPECT_EQ(signed_in->user.id, user->id);
  EXPECT_TRUE(new_users_.empty());
}

TEST_F(SignInTest, a_code_is_good_once) {
  const base::Uuid request = started();
  ASSERT_TRUE(verify(request, sent_.codes.back()));
  EXPECT_EQ(reason(verify(request, sent_.codes.back())), "invalid_request");
  EXPECT_EQ(reason(verify(request, wrong_code())), "invalid_request");
}

TEST_F(SignInTest, a_code_is_good_for_ten_minutes) {
  const base::Uuid request = started();
  clock_.advance_micros(10 * minute - 1);
  const base::Uuid later = started();
  const std::vector<std::string> codes = sent_.codes;
  EXPECT_EQ(reason(verify(later, wrong_code())), "invalid_code");
  clock_.advance_micros(1);
  EXPECT_EQ(reason(verify(request, codes[0])), "invalid_request");
  EXPECT_TRUE(verify(later, codes[1]));
}

TEST_F(SignInTest, the_last_moment_counts) {
  const base::Uuid request = started();
  clock_.advance_micros(10 * minute - 1);
  EXPECT_TRUE(verify(request, sent_.codes.back()));
}

TEST_F(SignInTest, after_five_wrong_codes_the_right_one_is_wrong_too) {
  const base::Uuid request = started();
  const base::Uuid other = started();
  const std::vector<std::string> codes = sent_.codes;
  const std::string wrong = codes[0] == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(reason(verify(request, wrong)), "invalid_code") << i;
  EXPECT_EQ(reason(verify(request, codes[0])), "invalid_request");
  EXPECT_EQ(reason(verify(request, wrong)), "invalid_request");
  EXPECT_TRUE(verify(other, codes[1]));
}

TEST_F(SignInTest, four_wrong_codes_are_forgiven) {
  const base::Uuid request = started();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(reason(verify(request, wrong_code())), "invalid_code");
  EXPECT_TRUE(verify(request, sent_.codes.back()));
}

TEST_F(SignInTest, a_code_is_good_for_its_own_request_alone) {
  const base::Uuid mine = started("a@x.test");
  const base::Uuid theirs = started("b@x.test");
  const std::vector<std::string> codes = sent_.codes;
  if (codes[0] == codes[1]) GTEST_SKIP() << "once in a million";
  EXPECT_EQ(reason(verify(theirs, codes[0])), "invalid_code");
  EXPECT_EQ(reason(verify(base::make_uuid_v7(clock_.now(), random_), codes[0])), "invalid_request");
  EXPECT_EQ(reason(verify(base::Uuid{}, codes[0])), "invalid_request");
  for (const std::string& odd : {std::string(), codes[0] + "0", " " + codes[0]}) {
    EXPECT_EQ(reason(verify(mine, odd)), "invalid_code") << odd;
  }
  EXPECT_TRUE(verify(mine, codes[0]));
}

TEST_F(SignInTest, an_address_gets_five_codes_an_hour_whoever_asks) {
  started();
  clock_.advance_micros(10 * minute);
  for (int i = 0; i < 4; ++i) started();
  EXPECT_EQ(sent_.codes.size(), 5U);
  // Another server on the same database, or this one after a restart.
  SignIn other(*writer_, clock_, random_, base::SealKey{}, sent_, {});
  other.start("A@x.test", [](const auto& result) {
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->request_id);
    EXPECT_EQ(result->retry_after_seconds, 3000);
  });
  EXPECT_EQ(sent_.codes.size(), 5U);
  EXPECT_TRUE(start("b@x.test")->request_id);
  clock_.advance_micros(50 * minute - 1);
  EXPECT_EQ(start("a@x.test")->retry_after_seconds, 1);
  clock_.advance_micros(1);
  EXPECT_TRUE(start("a@x.test")->request_id);
  EXPECT_EQ(start("a@x.test")->retry_after_seconds, 600);
}

TEST_F(SignInTest, what_is_no_address_is_refused_and_nothing_is_sent) {
  for (const char* email : {"", " ", "x", "@x.test", "a@", "a@b@c", "a b@x.test", "a@x.test\r\n",
                            "a@x.test\nBcc: b@y.test", "a@x.test\r\nSubject: x", "a@x\x01.test",
                            "a@x.test, b@x.test", "<a@x.test>", "a@\xff.test"}) {
    const auto result = start(email);
    ASSERT_FALSE(result) << email;
    EXPECT_EQ(result.error().reason, "email_invalid");
  }
  EXPECT_FALSE(start(std::string(250, 'a') + "@x.test"));
  EXPECT_TRUE(sent_.emails.empty());
}

TEST_F(SignInTest, a_code_that_cannot_be_sent_is_no_answer_to_the_user) {
  sent_.fails = true;
  EXPECT_TRUE(start("a@x.test")->request_id);
}

TEST_F(SignInTest, guessing_is_bounded_to_25_an_hour_for_an_address) {
  int guesses = 0;
  for (int i = 0; i < 20; ++i) {
    const auto request = start("a@x.test");
    if (!request->request_id) continue;
    for (int j = 0; j < 10; ++j) {
      guesses += reason(verify(*request->request_id, wrong_code())) == "invalid_code" ? 1 : 0;
    }
  }
  EXPECT_EQ(guesses, 25);
}

TEST_F(SignInTest, codes_and_tokens_are_in_the_log_only_if_the_log_is_what_sends_them) {
  base::set_log_level(base::LogLevel::debug);
  testing::internal::CaptureStderr();
  sent_.fails = true;
  const base::Uuid request = started();
  const std::string code = sent_.codes.back();
  EXPECT_EQ(reason(verify(request, wrong_code())), "invalid_code");
  const auto signed_in = verify(request, code);
  EXPECT_EQ(reason(verify(request, code)), "invalid_request");
  EXPECT_TRUE(LogCodes().send("b@x.test", base::Secret("987654"), clock_.now()));
  const std::string log = testing::internal::GetCapturedStderr();
  base::set_log_level(base::LogLevel::off);
  ASSERT_TRUE(signed_in);
  EXPECT_NE(log.find("sign_in_code_not_sent"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("code":"987654")"), std::string::npos) << log;
  EXPECT_EQ(log.find('"' + code + '"'), std::string::npos) << log;
  EXPECT_EQ(log.find(signed_in->session.credentials.token.reveal()), std::string::npos);
  EXPECT_EQ(log.find("a@x.test"), std::string::npos) << log;
}

// Codes of the past are deleted in passing: the table does not grow with the installation's age.
TEST_F(SignInTest, old_codes_go_as_new_ones_come) {
  std::vector<base::Uuid> old;
  for (int i = 0; i < 12; ++i) old.push_back(started("u" + std::to_string(i) + "@x.test"));
  clock_.advance_micros(60 * minute + 1);
  const auto left = [&] {
    int count = 0;
    EXPECT_TRUE(store_->read([&](store::Reads& reads) -> base::Status {
      for (const base::Uuid& id : old) count += reads.find_login_code(id) ? 1 : 0;
      return {};
    }));
    return count;
  };
  EXPECT_EQ(left(), 12);
  started();
  EXPECT_EQ(left(), 2);
  started();
  EXPECT_EQ(left(), 0);
}

TEST(SignInMail, has_the_code_in_its_body_alone_and_says_for_how_long_it_works) {
  const SignInMail mail = sign_in_mail(base::Secret("012345"));
  EXPECT_NE(mail.body.find("012345"), std::string::npos);
  EXPECT_EQ(mail.subject.find("012345"), std::string::npos);
  EXPECT_EQ(mail.subject.find_first_of("\r\n"), std::string::npos);
  EXPECT_NE(mail.body.find("10 minutes"), std::string::npos);
  EXPECT_NE(mail.body.find("If you did not ask for it, ignore this mail"), std::string::npos);
  EXPECT_TRUE(mail.body.ends_with("\n"));
}

}  // namespace
}  // namespace payoutd::actions
