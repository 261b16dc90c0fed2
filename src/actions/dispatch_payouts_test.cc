// The steps that send a payout once, one by one, with a rail that says what each test wants to
// hear; over a real store.
#include "actions/dispatch_payouts.h"

#include "actions/derived_id.h"
#include "actions/payout_fixture.h"
#include "rails/scripted_rail.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::AttemptState;
using payouts::NewPayout;
using payouts::Status;
using rails::Outcome;
using rails::OutcomeKind;

constexpr int64_t day = 86'400 * base::micros_per_second;
constexpr const char* bank_data = R"({"iban":"DE02120300000000202051"})";

class DispatchPayoutsTest : public PayoutFixture {
 protected:
  DispatchPayoutsTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  static rails::RailRoutes routes(const std::vector<std::string>& rules) {
    const std::string_view names[] = {"bank", "person", "pretend"};
    return *rails::RailRoutes::parse(rules, names);
  }
  RailChoice choose(const std::vector<std::string>& rules) {
    return {{&bank_, &person_, &pretend_}, routes(rules), "pretend"};
  }
  // What another payoutd on the same database has, with other settings or after a restart.
  DispatchPayouts dispatch_by(const RailChoice& choice) {
    return {*store_, writer_, choice, clock_, seal_key_, {}};
  }

  NewPayout to_germany() {
    NewPayout made = asked();
    made.beneficiary.country = "DE";
    return made;
  }

  static std::optional<OpenAttempt> step(DispatchPayouts& dispatch, const store::DuePayout& due) {
    std::optional<OpenAttempt> open;
    bool told = false;
    dispatch.step(due, [&](base::Result<std::optional<OpenAttempt>> stepped) {
      ASSERT_TRUE(stepped) << stepped.error().message;
      open = std::move(*stepped);
      told = true;
    });
    EXPECT_TRUE(told);
    return open;
  }
  static bool send(DispatchPayouts& dispatch, const OpenAttempt& attempt) {
    bool submit_again = false;
    dispatch.send(attempt, [&](const base::Result<bool>& sent) {
      ASSERT_TRUE(sent) << sent.error().message;
      submit_again = *sent;
    });
    return submit_again;
  }

  // Does all that is due at this moment, as the dispatcher would.
  void work_off(DispatchPayouts& dispatch) {
    for (int rounds = 0; rounds < 100; ++rounds) {
      const auto due = *dispatch.find_due(100);
      if (due.empty()) return;
      for (const auto& each : due) {
        auto open = step(dispatch, each);
        while (open && send(dispatch, *open)) open->to_submit = true;
      }
    }
    ADD_FAILURE() << "it does not come to rest";
  }
  void work_off() { work_off(dispatch_); }
  // The same for a while to come.
  void work_for(int64_t micros) {
    const base::Timestamp end{clock_.now().micros + micros};
    for (int rounds = 0; rounds < 1000; ++rounds) {
      work_off();
      const auto next = *dispatch_.next_due(clock_.now());
      if (!next || *next > end) {
        clock_.advance_micros(end.micros - clock_.now().micros);
        return;
      }
      clock_.advance_micros(next->micros - clock_.now().micros);
    }
    ADD_FAILURE() << "there is no end of it";
  }

  // Journalled and about to be submitted.
  OpenAttempt begin(payouts::PayoutNumber number) {
    for (int i = 0; i < 2; ++i) {
      const auto payout = stored(number);
      auto open = step(dispatch_, {client_.owner, number, payout.payout.status, *payout.due_at});
      if (open) return *std::move(open);
    }
    base::fail_check("a payout is submitted after two steps", __FILE__, __LINE__);
  }

  Status status(payouts::PayoutNumber number) { return stored(number).payout.status; }

  rails::ScriptedRail bank_{{"bank", true, true, true, rails::remembers_for_a_year}};
  rails::ScriptedRail person_{{"person", false, false, false}};
  rails::ScriptedRail pretend_{{"pretend", true, true, true, rails::remembers_for_a_year}};
  const RailChoice choice_ = choose({"*=bank", "USD/DE=person"});
  DispatchPayouts dispatch_ = dispatch_by(choice_);
};

TEST_F(DispatchPayoutsTest, an_attempt_is_committed_before_it_is_submitted) {
  bank_.on_submit = [this](const rails::Instruction& told) {
    // As somebody else reads it, or as it is found after a crash.
    const auto now_stored = stored(told.payout.number);
    EXPECT_EQ(now_stored.payout.status, Status::processing);
    EXPECT_GT(*now_stored.due_at, clock_.now()) << "nobody else takes it meanwhile";
    const auto journal = attempts(told.payout.number);
    EXPECT_EQ(journal.size(), 1U);
    if (journal.empty()) return Outcome{};
    EXPECT_EQ(journal[0].key, told.key);
    EXPECT_EQ(journal[0].state, AttemptState::sending);
    EXPECT_EQ(journal[0].submissions, 1);
    EXPECT_EQ(journal[0].rail, "bank");
    return Outcome{.kind = OutcomeKind::settled, .tx_hash = "0xab"};
  };
  for (int i = 0; i < 3; ++i) hold();
  work_off();
  EXPECT_EQ(bank_.submitted().size(), 3U);
  for (payouts::PayoutNumber number = 0; number < 3; ++number) {
    EXPECT_EQ(status(number), Status::completed);
    std::string path;
    for (const auto& row : history(number)) path += std::string(to_text(row.to)) + " ";
    EXPECT_EQ(path, "created queued processing completed ");
  }
  EXPECT_EQ(*dispatch_.next_due({}), std::nullopt);
  expect_sound();
}

TEST_F(DispatchPayoutsTest, what_is_on_its_way_is_asked_about_until_its_end) {
  hold();
  const OutcomeKind said[] = {OutcomeKind::accepted, OutcomeKind::settling, OutcomeKind::settled};
  bank_.on_ask = [&](const payouts::AttemptKey&) {
    return Outcome{.kind = said[std::min<size_t>(bank_.asked().size(), 3) - 1]};
  };
  work_off();
  EXPECT_EQ(status(0), Status::processing);
  EXPECT_TRUE(bank_.asked().empty()) << "not before it is due";
  work_for(10 * base::micros_per_second);
  EXPECT_EQ(status(0), Status::completed);
  const auto key = attempts(0).at(0).key;
  EXPECT_EQ(bank_.asked(), std::vector(3, key));
  EXPECT_EQ(bank_.submitted().size(), 1U);
  expect_sound();
}

TEST_F(DispatchPayoutsTest, what_never_came_is_submitted_once_more_under_the_same_key) {
  hold();
  bank_.on_submit = [&](const rails::Instruction&) {
    const bool first = bank_.submitted().size() == 1;
    return Outcome{.kind = first ? OutcomeKind::unknown : OutcomeKind::settled};
  };
  bank_.on_ask = [](const payouts::AttemptKey&) {
    return Outcome{.kind = OutcomeKind::never_received};
  };
  work_for(day);
  EXPECT_EQ(status(0), Status::completed);
  const auto submitted = bank_.submitted();
  ASSERT_EQ(submitted.size(), 2U);
  EXPECT_EQ(submitted[0].key, submitted[1].key);
  EXPECT_EQ(bank_.asked().size(), 1U);
  ASSERT_EQ(attempts(0).size(), 1U);
  EXPECT_EQ(attempts(0)[0].not_received, 1);
  expect_sound();
}

TEST_F(DispatchPayoutsTest, what_nobody_knows_of_is_asked_about_and_never_submitted) {
  hold();
  bank_.on_submit = [](const rails::Instruction&) { return Outcome{}; };
  work_for(3 * day);
  EXPECT_EQ(bank_.submitted().size(), 1U);
  EXPECT_GT(bank_.asked().size(), 24 * 2U);
  EXPECT_LT(bank_.asked().size(), 24 * 3U + 20);
  EXPECT_EQ(status(0), Status::processing) << "not expired: it may have been sent";
  EXPECT_EQ(attempts(0).size(), 1U);
  expect_sound();
}

// The program ended between the commit and the submission.
TEST_F(DispatchPayoutsTest, after_a_crash_the_rail_is_asked_first) {
  NewPayout wanted = asked();
  wanted.beneficiary.identifiers = bank_data;
  hold(wanted);
  const auto key = begin(0).instruction.key;
  bank_.on_ask = [](const payouts::AttemptKey&) {
    return Outcome{.kind = OutcomeKind::never_received};
  };
  work_off();
  EXPECT_TRUE(bank_.asked().empty()) << "the answer may still come";
  work_for(30 * base::micros_per_second);
  EXPECT_EQ(bank_.asked(), std::vector(1, key));
  const auto submitted = bank_.submitted();
  ASSERT_EQ(submitted.size(), 1U);
  EXPECT_EQ(submitted[0].key, key);
  EXPECT_EQ(submitted[0].identifiers, bank_data);
  EXPECT_EQ(attempts(0).at(0).submissions, 2) << "the first may have happened";
  expect_sound();
}

TEST_F(DispatchPayoutsTest, identifiers_reach_the_rail_unsealed) {
  NewPayout wanted = asked();
  wanted.beneficiary.identifiers = bank_data;
  hold(wanted);
  hold();
  const auto details =
      read([&](store::Reads& reads) { return reads.find_details(client_.owner, 0); });
  ASSERT_TRUE(details);
  EXPECT_EQ(details->sealed_identifiers.find("DE0212"), std::string::npos);
  work_off();
  const auto submitted = bank_.submitted();
  ASSERT_EQ(submitted.size(), 2U);
  for (const auto& each : submitted) {
    EXPECT_EQ(each.identifiers, each.payout.number == 0 ? bank_data : "");
    EXPECT_EQ(each.payout.reference_id, stored(each.payout.number).payout.reference_id);
    EXPECT_EQ(each.payout.amount, usd(10));
  }
}

TEST_F(DispatchPayoutsTest, what_the_rail_must_be_told_and_cannot_be_read_is_not_sent) {
  NewPayout wanted = asked();
  wanted.beneficiary.identifiers = bank_data;
  hold(wanted);
  DispatchPayouts other_key(*store_, writer_, choice_, clock_, base::SealKey{{1, 2, 3}}, {});
  work_off(other_key);
  EXPECT_TRUE(bank_.submitted().empty());
  EXPECT_EQ(status(0), Status::queued);
  EXPECT_TRUE(attempts(0).empty());
  work_for(2 * 3600 * base::micros_per_second);
  EXPECT_EQ(bank_.submitted().size(), 1U) << "once it can be read again";
}

// A database that was put back to an older copy begins its attempts once more: under the keys that
// the rail knows already.
TEST_F(DispatchPayoutsTest, an_attempts_key_follows_from_its_payout) {
  hold();
  hold();
  std::vector<payouts::AttemptKey> keys;
  for (const payouts::PayoutNumber number : {0U, 1U}) {
    keys.push_back(begin(number).instruction.key);
    const payouts::Payout payout = stored(number).payout;
    EXPECT_EQ(keys.back().value,
              derived_id(payout.created_at, base::to_text(payout.id.value) + ":attempt:1"));
  }
  EXPECT_NE(keys[0], keys[1]);
}

TEST_F(DispatchPayoutsTest, whoever_comes_second_finds_nothing_to_do) {
  hold();
  const auto created = dispatch_.find_due(1)->at(0);
  EXPECT_FALSE(step(dispatch_, created)) << "queued";
  EXPECT_FALSE(step(dispatch_, created)) << "queued by somebody else: it takes another step now";
  EXPECT_TRUE(attempts(0).empty());
  const auto due = dispatch_.find_due(1)->at(0);
  EXPECT_TRUE(step(dispatch_, due)) << "to be submitted";
  EXPECT_FALSE(step(dispatch_, due)) << "somebody else submits it";
  EXPECT_EQ(attempts(0).size(), 1U);
  write([&](store::Transaction& transaction) { moved(transaction, stored(0), Status::completed); });
  EXPECT_FALSE(step(dispatch_, due)) << "over";
}

TEST_F(DispatchPayoutsTest, a_person_sends_or_it_expires) {
  const base::Timestamp expiry{clock_.now().micros + 30 * day};
  hold(to_germany());
  work_off();
  EXPECT_EQ(status(0), Status::queued);
  EXPECT_EQ(stored(0).due_at, expiry);
  work_for(30 * day - 1);
  EXPECT_EQ(status(0), Status::queued);
  work_for(1);
  EXPECT_EQ(status(0), Status::expired);
  EXPECT_TRUE(person_.submitted().empty() && person_.asked().empty());
  expect_sound();
}

TEST_F(DispatchPayoutsTest, other_settings_after_a_restart) {
  hold();
  const auto due = dispatch_.find_due(1)->at(0);
  step(dispatch_, due);
  ASSERT_EQ(status(0), Status::queued);
  const RailChoice by_hand = choose({"*=person"});
  DispatchPayouts later = dispatch_by(by_hand);
  work_off(later);
  EXPECT_EQ(status(0), Status::queued) << "now a person sends it";
  EXPECT_EQ(stored(0).due_at->micros, clock_.now().micros + 30 * day);
  EXPECT_TRUE(attempts(0).empty());
  expect_sound();
}

// Nothing ran for that long: what is old must not be sent.
TEST_F(DispatchPayoutsTest, what_is_due_too_late_expires_unsent) {
  hold();
  clock_.advance_micros(30 * day);
  work_off();
  EXPECT_EQ(status(0), Status::expired);
  EXPECT_TRUE(bank_.submitted().empty());
  expect_sound();
}

TEST_F(DispatchPayoutsTest, action_that_nobody_takes) {
  hold();
  bank_.on_submit = [](const rails::Instruction&) {
    return Outcome{.kind = OutcomeKind::needs_action};
  };
  work_for(7 * day - 1);
  EXPECT_EQ(status(0), Status::action_required);
  work_for(1);
  EXPECT_EQ(status(0), Status::expired);
  EXPECT_EQ(bank_.submitted().size(), 1U);
  EXPECT_TRUE(bank_.asked().empty()) << "it has said its last word";
  expect_sound();
}

TEST_F(DispatchPayoutsTest, a_rail_that_is_gone_is_waited_for) {
  hold();
  bank_.on_ask = [](const payouts::AttemptKey&) { return Outcome{.kind = OutcomeKind::settled}; };
  work_off();
  ASSERT_EQ(status(0), Status::processing);
  const RailChoice without({&person_, &pretend_}, routes({"*=person"}), "pretend");
  DispatchPayouts other = dispatch_by(without);
  for (int i = 0; i < 5; ++i) {
    clock_.advance_micros(3600 * base::micros_per_second);
    work_off(other);
  }
  EXPECT_EQ(status(0), Status::processing);
  EXPECT_EQ(attempts(0).at(0).asks, 5);
  EXPECT_EQ(attempts(0).at(0).state, AttemptState::accepted);
  EXPECT_TRUE(person_.asked().empty()) << "another rail knows nothing of it";
  work_for(day);
  EXPECT_EQ(status(0), Status::completed);
  expect_sound();
}

TEST_F(DispatchPayoutsTest, what_is_due_longest_comes_first) {
  for (int i = 0; i < 3; ++i) {
    hold();
    clock_.advance_micros(base::micros_per_second);
  }
  const auto due = *dispatch_.find_due(2);
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].number, 0U);
  EXPECT_EQ(due[1].number, 1U);
  EXPECT_EQ(*dispatch_.next_due(due[1].due_at),
            base::Timestamp{clock_.now().micros - base::micros_per_second});
  EXPECT_EQ(*dispatch_.next_due(clock_.now()), std::nullopt);
}

class DispatchTestPayouts : public PayoutFixture {
 protected:
  DispatchTestPayouts()
      : PayoutFixture(
            [](const std::string& path, const base::Clock& clock) {
              return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
            },
            access::Mode::test) {}
};

TEST_F(DispatchTestPayouts, go_to_the_rail_that_only_pretends) {
  rails::ScriptedRail bank{{"bank", true, true, true, rails::remembers_for_a_year}};
  rails::ScriptedRail pretend{{"pretend", true, true, true, rails::remembers_for_a_year}};
  const std::string_view names[] = {"bank", "pretend"};
  const std::string rules[] = {"*=bank"};
  const RailChoice choice({&bank, &pretend}, *rails::RailRoutes::parse(rules, names), "pretend");
  DispatchPayouts dispatch(*store_, writer_, choice, clock_, seal_key_, {});
  hold();
  dispatch.step(dispatch.find_due(1)->at(0), [](const auto&) {});
  dispatch.step(dispatch.find_due(1)->at(0), [&](const auto& stepped) {
    ASSERT_TRUE(stepped && *stepped);
    EXPECT_EQ((*stepped)->rail, &pretend);
  });
  EXPECT_EQ(attempts(0).at(0).rail, "pretend");
}

}  // namespace
}  // namespace payoutd::actions
