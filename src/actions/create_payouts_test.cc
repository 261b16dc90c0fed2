// Payouts are created once for each key, in the order of their numbers, or refused by the first
// rule that applies; over a real store.
#include "actions/create_payouts.h"

#include <deque>
#include <future>

#include "actions/fund_wallet.h"
#include "actions/payout_fixture.h"
#include "store/batching_writer.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::NewPayout;
using payouts::Status;

// Keeps works until it is told to go on.
class HoldingWriter final : public store::Writer {
 public:
  explicit HoldingWriter(store::Store& store) : store_(store) {}
  void enqueue(Write write) override { waiting_.push_back(std::move(write)); }
  size_t waiting() const { return waiting_.size(); }
  void go_on() {
    while (!waiting_.empty()) {
      const Write write = std::move(waiting_.front());
      waiting_.pop_front();
      write.done(store_.write(write.work));
    }
  }

 private:
  store::Store& store_;
  std::deque<Write> waiting_;
};

class BrokenWriter final : public store::Writer {
 public:
  void enqueue(Write write) override {
    write.done(base::unavailable("store_unavailable", "the disk is gone"));
  }
};

base::Sha256 meaning_of_all(const std::vector<base::Result<NewPayout>>& all, bool atomic) {
  std::vector<std::string> refused;
  for (const auto& each : all) {
    if (!each) refused.push_back(each.error().reason);
  }
  return payouts::meaning_of_batch(all, refused, atomic);
}

class CreatePayoutsTest : public PayoutFixture {
 protected:
  CreatePayoutsTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  base::Result<CreatedPayout> create(const NewPayout& asked, const std::string& key) {
    base::Result<CreatedPayout> result = base::refused("not_told", "");
    creating_.create(client_, asked, key,
                     [&](base::Result<CreatedPayout> told) { result = std::move(told); });
    return result;
  }
  std::string refusal(const NewPayout& asked, const std::string& key = "k") {
    const auto result = create(asked, key);
    return result ? "created" : result.error().reason;
  }

  base::Result<CreatedBatch> create_batch(std::vector<base::Result<NewPayout>> all,
                                          const std::string& key, bool atomic = false) {
    base::Result<CreatedBatch> result = base::refused("not_told", "");
    const auto meaning = meaning_of_all(all, atomic);
    creating_.create_batch(client_, {atomic, std::move(all), meaning}, key,
                           [&](base::Result<CreatedBatch> told) { result = std::move(told); });
    return result;
  }

  // "0 1 invalid_fields 2": what became of each.
  static std::string words_of(const CreatedBatch& batch) {
    std::string words;
    for (const auto& each : batch.payouts) {
      if (!words.empty()) words += ' ';
      words += each ? std::to_string(each->payout.number) : each.error().reason;
    }
    return words;
  }

  void expect_counts(const store::Owner& before, uint32_t more_payouts) {
    const store::Owner after = owner();
    EXPECT_EQ(after.payout_count, before.payout_count + more_payouts);
    EXPECT_EQ(after.entry_count, before.entry_count + more_payouts);
    EXPECT_EQ(after.event_count, before.event_count + more_payouts);
    expect_sound();
  }

  NewPayout with_reference(const std::string& reference_id, int64_t units = 10) {
    NewPayout made = asked(units);
    made.reference_id = reference_id;
    return made;
  }

  CreatePayouts creating_{*store_, writer_, clock_, seal_key_, random_};
};

TEST_F(CreatePayoutsTest, a_payout_is_created_and_due_at_once) {
  const store::Owner before = owner();
  const NewPayout wanted = asked();
  const auto created = create(wanted, "k");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_FALSE(created->replayed);
  const store::StoredPayout stored = this->stored(0);
  EXPECT_EQ(stored.payout.id, created->whole.stored.payout.id);
  EXPECT_EQ(stored.payout.status, Status::created);
  EXPECT_EQ(stored.payout.reference_id, wanted.reference_id);
  EXPECT_EQ(stored.due_at, clock_.now());
  expect_counts(before, 1);
}

TEST_F(CreatePayoutsTest, a_key_gives_its_first_answer_again_whatever_became_of_the_payout) {
  const NewPayout wanted = asked();
  const auto first = create(wanted, "k");
  const store::Owner before = owner();
  clock_.advance_micros(1'000'000);
  write([&](store::Transaction& transaction) { moved(transaction, stored(0), Status::failed); });
  const auto again = create(wanted, "k");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->whole.stored.payout.id, first->whole.stored.payout.id);
  EXPECT_EQ(again->whole.stored.payout.status, Status::created);
  EXPECT_EQ(again->whole.stored.payout.updated_at, first->whole.stored.payout.updated_at);
  EXPECT_EQ(again->whole.stored.payout.failure_code, "");
  EXPECT_EQ(again->whole.history.size(), 1U);
  EXPECT_EQ(again->whole.wallet_id, first->whole.wallet_id);
  EXPECT_EQ(owner().payout_count, before.payout_count);
  EXPECT_EQ(stored(0).payout.status, Status::failed);
}

TEST_F(CreatePayoutsTest, a_key_that_meant_something_else_is_refused) {
  const NewPayout wanted = asked();
  ASSERT_TRUE(create(wanted, "k"));
  ASSERT_TRUE(create_batch({asked()}, "b"));
  const store::Owner before = owner();
  NewPayout other = wanted;
  other.description = "another";
  EXPECT_EQ(refusal(other, "k"), "idempotency_key_reused");
  EXPECT_EQ(refusal(wanted, "b"), "idempotency_key_reused");
  EXPECT_EQ(create_batch({wanted}, "k").error().reason, "idempotency_key_reused");
  EXPECT_EQ(create_batch({asked()}, "b").error().reason, "idempotency_key_reused");
  EXPECT_EQ(create_batch({asked()}, "b", true).error().reason, "idempotency_key_reused");
  expect_counts(before, 0);
}

TEST_F(CreatePayoutsTest, a_key_is_in_flight_until_its_answer) {
  HoldingWriter writer(*store_);
  CreatePayouts creating(*store_, writer, clock_, seal_key_, random_);
  const NewPayout wanted = asked();
  std::vector<std::string> told;
  const auto note = [&](const char* who) {
    return [&told, who](const base::Result<CreatedPayout>& result) {
      const char* const word = !result ? "" : result->replayed ? "again" : "created";
      told.push_back(std::string(who) + " " + (result ? word : result.error().reason));
    };
  };
  creating.create(client_, wanted, "k", [&](const base::Result<CreatedPayout>& result) {
    note("first")(result);
    // Whoever has the answer may use the key at once.
    creating.create(client_, wanted, "k", note("from within"));
  });
  creating.create(client_, wanted, "k", note("second"));
  creating.create(client_, asked(), "k", note("something else"));
  creating.create_batch(client_, {}, "k", [&](const base::Result<CreatedBatch>& result) {
    EXPECT_EQ(result.error().reason, "idempotency_key_in_use");
  });
  EXPECT_EQ(told, (std::vector<std::string>{"second idempotency_key_in_use",
                                            "something else idempotency_key_in_use"}));
  EXPECT_EQ(writer.waiting(), 1U) << "what is in flight does not reach the writer again";
  told.clear();
  creating.create(client_, asked(), "K", note("another key"));
  const Caller other = new_client(access::Mode::live);
  creating.create(other, asked(), "k", note("another client"));
  writer.go_on();
  EXPECT_EQ(told, (std::vector<std::string>{"first created", "another key created",
                                            "another client created", "from within again"}));
}

TEST_F(CreatePayoutsTest, an_answer_is_given_to_any_number_who_ask_for_it_at_once) {
  const NewPayout wanted = asked();
  ASSERT_TRUE(create(wanted, "k"));
  HoldingWriter writer(*store_);
  CreatePayouts creating(*store_, writer, clock_, seal_key_, random_);
  int replayed = 0;
  for (int i = 0; i < 3; ++i) {
    creating.create(client_, wanted, "k", [&](const base::Result<CreatedPayout>& result) {
      if (result && result->replayed) ++replayed;
    });
  }
  std::string other;
  creating.create(client_, asked(), "k", [&](const base::Result<CreatedPayout>& result) {
    other = result ? "created" : result.error().reason;
  });
  writer.go_on();
  EXPECT_EQ(replayed, 3);
  EXPECT_EQ(other, "idempotency_key_reused");
}

TEST_F(CreatePayoutsTest, a_key_is_free_again_after_a_refusal_and_after_a_failure) {
  EXPECT_EQ(refusal(asked(200'000)), "insufficient_funds");
  {
    BrokenWriter broken;
    CreatePayouts failing(*store_, broken, clock_, seal_key_, random_);
    for (int i = 0; i < 2; ++i) {
      failing.create(client_, asked(), "k", [](const base::Result<CreatedPayout>& result) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().reason, "store_unavailable");
        EXPECT_TRUE(may_retry(result.error()));
      });
    }
  }
  EXPECT_EQ(refusal(asked()), "created");
}

TEST_F(CreatePayoutsTest, the_first_rule_that_applies_refuses) {
  ASSERT_TRUE(create(with_reference("taken"), "taken"));
  // In USD nothing can be paid any more, because the fees are larger than an amount can be.
  NewPayout wrong = with_reference("taken", 200'000);
  wrong.wallet_id = 3;
  wrong.beneficiary_id = payouts::BeneficiaryId{base::make_uuid_v7(clock_.now(), random_)};
  const auto set_fees = [this](int64_t fixed_micro) {
    write([&](store::Transaction& transaction) {
      transaction.set_fee_schedule(client_.owner, {usd(0).currency, fixed_micro, 1}, clock_.now());
    });
  };
  set_fees(money::amount_max_micro);
  const store::Owner before = owner();
  EXPECT_EQ(refusal(wrong, "taken"), "idempotency_key_reused");
  const auto fields = create(wrong, "k");
  ASSERT_EQ(fields.error().reason, "invalid_fields");
  std::string faults;
  for (const auto& each : fields.error().fields) faults += each.field + " " + each.rule + ", ";
  EXPECT_EQ(faults, "wallet_id not_found, beneficiary_id not_found, ") << "all of them at once";
  wrong.beneficiary_id = {};
  wrong.wallet_id = 2;
  EXPECT_EQ(create(wrong, "k").error().fields.at(0).rule, "wallet_currency");
  wrong.wallet_id = 1;
  const auto duplicate = create(wrong, "k");
  EXPECT_EQ(duplicate.error().reason, "duplicate_reference");
  EXPECT_EQ(duplicate.error().fields.at(0).message, payouts::to_partner_text(stored(0).payout.id));
  wrong.reference_id = "new";
  EXPECT_EQ(refusal(wrong), "amount_out_of_range");
  set_fees(0);
  EXPECT_EQ(refusal(wrong), "insufficient_funds");
  wrong.wallet_id = 2;
  wrong.amount.currency = *money::find_currency("EUR");
  EXPECT_EQ(refusal(wrong), "insufficient_funds") << "each wallet by itself";
  expect_counts(before, 0);
}

TEST_F(CreatePayoutsTest, the_wallet_pays_until_it_is_empty) {
  const store::Owner before = owner();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refusal(asked(30'000), std::to_string(i)), "created");
  EXPECT_EQ(refusal(asked(10'001)), "insufficient_funds");
  EXPECT_EQ(refusal(asked(10'000)), "created") << "to the last cent";
  EXPECT_EQ(refusal(asked(1), "k2"), "insufficient_funds");
  expect_counts(before, 4);
}

TEST_F(CreatePayoutsTest, a_batch_is_numbered_without_those_that_were_refused) {
  const store::Owner before = owner();
  const std::vector<base::Result<NewPayout>> all = {
      asked(),
      base::refused("invalid_fields", "an amount of nothing"),
      with_reference("twice"),
      asked(200'000),
      with_reference("twice"),
      asked(),
  };
  const auto created = create_batch(all, "b");
  ASSERT_TRUE(created) << created.error().message;
  const std::string expected = "0 invalid_fields 1 insufficient_funds duplicate_reference 2";
  EXPECT_EQ(words_of(*created), expected);
  EXPECT_FALSE(created->replayed);
  expect_counts(before, 3);
  const auto again = create_batch(all, "b");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(words_of(*again), expected) << "also what was refused";
  EXPECT_EQ(again->payouts.back()->payout.id, created->payouts.back()->payout.id);
  expect_counts(before, 3);
  EXPECT_EQ(refusal(asked()), "created");
  EXPECT_EQ(stored(3).payout.number, 3U);
}

TEST_F(CreatePayoutsTest, an_atomic_batch_is_all_or_nothing) {
  const store::Owner before = owner();
  const auto refused = create_batch({asked(), asked(200'000), asked()}, "b", true);
  ASSERT_TRUE(refused) << refused.error().message;
  ASSERT_EQ(refused->payouts.size(), 3U);
  EXPECT_EQ(refused->payouts[1].error().reason, "insufficient_funds");
  EXPECT_EQ(owner().version, before.version);
  expect_counts(before, 0);
  const auto created = create_batch({asked(), asked()}, "b", true);
  ASSERT_TRUE(created) << "the key is free after it: " << created.error().message;
  EXPECT_EQ(words_of(*created), "0 1");
  expect_counts(before, 2);
}

// All of these are in one transaction, which runs twice because one part must be taken back.
TEST_F(CreatePayoutsTest, what_is_taken_back_harms_nobody_beside_it) {
  const store::Owner before = owner();
  std::vector<std::string> told(3);
  {
    store::BatchingWriter writer(*store_, {});
    CreatePayouts creating(*store_, writer, clock_, seal_key_, random_);
    std::promise<void> all_wait;
    writer.submit(
        [go_on = all_wait.get_future().share()](store::Transaction&) -> base::Status {
          go_on.wait();
          return {};
        },
        [](const base::Status&) {});
    const auto note = [&](size_t place) {
      return [&told, place](const base::Result<CreatedPayout>& result) {
        told[place] =
            result ? std::to_string(result->whole.stored.payout.number) : result.error().reason;
      };
    };
    creating.create(client_, asked(), "a", note(0));
    std::vector<base::Result<NewPayout>> batch = {asked(), asked(200'000)};
    const auto meaning = meaning_of_all(batch, true);
    creating.create_batch(
        client_, {true, std::move(batch), meaning}, "b",
        [&](const base::Result<CreatedBatch>& result) { told[1] = words_of(*result); });
    creating.create(client_, asked(), "c", note(2));
    all_wait.set_value();
  }
  EXPECT_EQ(told, (std::vector<std::string>{"0", "1 insufficient_funds", "1"}));
  expect_counts(before, 2);
}

}  // namespace
}  // namespace payoutd::actions
