#include "mail/outbox.h"

#include <atomic>
#include <future>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "mail/scripted_mailer.h"

namespace payoutd::mail {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr base::Timestamp start{1705314600'000000};
constexpr base::Timestamp in_a_minute{start.micros + 60'000'000};

Message mail_to(const std::string& to) {
  return {.to = to, .subject = "Your code", .body = "It is 123456."};
}

base::Status busy(const Message& /*message*/) {
  return base::unavailable("mail_unavailable", "busy");
}

class OutboxTest : public testing::Test {
 protected:
  void open(OutboxOptions options = {}) { outbox_.emplace(mailer_, clock_, std::move(options)); }

  template <class Condition>
  static void wait_until(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "waited in vain";
      std::this_thread::yield();
    }
  }

  // When nothing waits any more.
  Outbox::Counts settled() {
    wait_until([this] { return outbox_->counts().waiting == 0; });
    return outbox_->counts();
  }

  base::FakeClock clock_{start};
  ScriptedMailer mailer_;
  std::optional<Outbox> outbox_;
};

TEST_F(OutboxTest, sends_in_order) {
  open();
  for (const char* to : {"a@x", "b@x", "c@x"}) ASSERT_TRUE(outbox_->post(mail_to(to), in_a_minute));
  const Outbox::Counts counts = settled();
  EXPECT_EQ(counts.sent, 3);
  EXPECT_EQ(counts.failed, 0);
  const auto told = mailer_.told();
  ASSERT_EQ(told.size(), 3);
  EXPECT_EQ(told[0].to, "a@x");
  EXPECT_EQ(told[1].to, "b@x");
  EXPECT_EQ(told[2].to, "c@x");
  EXPECT_EQ(told[0].body, "It is 123456.");
}

TEST_F(OutboxTest, what_is_unavailable_is_tried_again) {
  std::atomic<int> tries = 0;
  mailer_.on_send = [&](const Message& message) {
    return ++tries < 6 ? busy(message) : base::Status();
  };
  open({.rests = {milliseconds(1), milliseconds(2)}});
  ASSERT_TRUE(outbox_->post(mail_to("a@x"), in_a_minute));
  EXPECT_EQ(settled().sent, 1);
  EXPECT_EQ(tries, 6);
}

TEST_F(OutboxTest, what_is_refused_is_given_up_at_once) {
  mailer_.on_send = [](const Message&) { return base::refused("mail_refused", "550"); };
  open({.rests = {milliseconds(1)}});
  testing::internal::CaptureStderr();
  ASSERT_TRUE(outbox_->post(mail_to("ada@secret.example"), in_a_minute));
  EXPECT_EQ(settled().failed, 1);
  outbox_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(mailer_.told().size(), 1);
  EXPECT_NE(log.find("\"event\":\"mail_given_up\",\"to_domain\":\"secret.example\","
                     "\"reason\":\"mail_refused\",\"message\":\"550\""),
            std::string::npos)
      << log;
  EXPECT_EQ(log.find("ada"), std::string::npos) << log;
  EXPECT_EQ(log.find("123456"), std::string::npos) << log;
}

TEST_F(OutboxTest, a_mail_that_would_come_too_late_is_given_up) {
  mailer_.on_send = [&](const Message& message) {
    clock_.advance_micros(20'000'000);
    return busy(message);
  };
  open({.rests = {milliseconds(1)}});
  // It would be tried at 0, 20 and 40 seconds; at 60 its next rest would end too late.
  ASSERT_TRUE(outbox_->post(mail_to("a@x"), in_a_minute));
  EXPECT_EQ(settled().failed, 1);
  EXPECT_EQ(mailer_.told().size(), 3);
}

TEST_F(OutboxTest, a_mail_that_is_useless_already_is_not_sent) {
  open();
  ASSERT_TRUE(outbox_->post(mail_to("a@x"), base::Timestamp{start.micros - 1}));
  EXPECT_EQ(settled().failed, 1);
  EXPECT_TRUE(mailer_.told().empty());
}

TEST_F(OutboxTest, a_mail_that_rests_holds_nobody_up) {
  mailer_.on_send = [](const Message& message) {
    return message.to == "slow@x" ? busy(message) : base::Status();
  };
  open({.rests = {hours(1)}});
  const base::Timestamp tomorrow{start.micros + 86'400'000'000};
  ASSERT_TRUE(outbox_->post(mail_to("slow@x"), tomorrow));
  ASSERT_TRUE(outbox_->post(mail_to("quick@x"), tomorrow));
  wait_until([this] { return outbox_->counts().sent == 1; });
  EXPECT_EQ(outbox_->counts().waiting, 1);
  EXPECT_EQ(mailer_.told().size(), 2);
}

TEST_F(OutboxTest, refuses_when_full_and_waits_for_nobody) {
  std::promise<void> let_go;
  std::shared_future<void> may_go = let_go.get_future().share();
  mailer_.on_send = [may_go](const Message&) {
    may_go.wait();
    return base::Status();
  };
  open({.waiting_max = 3});
  // The first is being sent, and counts.
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox_->post(mail_to("a@x"), in_a_minute));
  const base::Status fourth = outbox_->post(mail_to("a@x"), in_a_minute);
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().reason, "mail_outbox_full");
  EXPECT_TRUE(base::may_retry(fourth.error()));
  let_go.set_value();
  EXPECT_EQ(settled().sent, 3);
  EXPECT_TRUE(outbox_->post(mail_to("a@x"), in_a_minute));
}

TEST_F(OutboxTest, finishes_the_mail_that_is_being_sent_and_not_all_that_wait) {
  std::promise<void> begun;
  std::promise<void> let_go;
  std::atomic<size_t> finished = 0;
  mailer_.on_send = [&](const Message& message) {
    if (message.to == "a@first.example") {
      begun.set_value();
      let_go.get_future().wait();
    } else {
      std::this_thread::sleep_for(milliseconds(10));  // so that all would take ten seconds
    }
    ++finished;
    return base::Status();
  };
  open();
  testing::internal::CaptureStderr();
  ASSERT_TRUE(outbox_->post(mail_to("a@first.example"), in_a_minute));
  for (int i = 1; i < 1000; ++i) {
    ASSERT_TRUE(outbox_->post(mail_to("b@second.example"), in_a_minute));
  }
  begun.get_future().wait();
  std::thread stopping([this] { outbox_.reset(); });
  let_go.set_value();
  stopping.join();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_GE(finished, 1);
  EXPECT_LT(finished, 1000);
  EXPECT_EQ(finished, mailer_.told().size());
  EXPECT_NE(log.find("\"to_domain\":\"second.example\",\"reason\":\"mail_outbox_stopped\""),
            std::string::npos)
      << log;
}

TEST_F(OutboxTest, does_not_wait_for_what_rests) {
  mailer_.on_send = busy;
  open({.rests = {hours(1)}});
  ASSERT_TRUE(outbox_->post(mail_to("a@x"), base::end_of_time));
  wait_until([this] { return !mailer_.told().empty(); });
  const auto begin = std::chrono::steady_clock::now();
  outbox_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace payoutd::mail
