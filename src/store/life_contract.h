// store/life_contract.h: what every store must do with single payouts and what happens to them, as
// one suite. For tests only.
#pragma once

#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class LifeStoreContract : public StoreFixture {
 protected:
  using Status = payouts::Status;

  payouts::Payout insert_due(Transaction& transaction, payouts::OwnerKey key,
                             std::optional<int64_t> due_micros,
                             std::optional<EntryNumber> hold_entry = {}) {
    Owner& owner = *must(transaction.change_owner(key));
    const auto reference = "R" + std::to_string(owner.payout_count);
    payouts::Payout made = payout(owner.payout_count++, owner.version, reference);
    std::optional<base::Timestamp> due;
    if (due_micros) due = base::Timestamp{*due_micros};
    EXPECT_TRUE(transaction.insert_payout(key, view(made), hold_entry, due));
    return made;
  }
};

TEST_P(LifeStoreContract, a_payout_is_found_by_id_number_and_reference_by_its_owner_only) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  std::vector<payouts::Payout> made;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (int i = 0; i < 3; ++i) made.push_back(insert_due(transaction, one.key, {}));
    made.push_back(insert_due(transaction, one.key, 77, 8'000'000'000));
    insert_due(transaction, two.key, {});
    EXPECT_TRUE(transaction.find_payout(one.key, made[0].id)) << "before the commit";
  }));
  read([&](Reads& reads) {
    for (const payouts::Payout& each : made) {
      const std::optional<StoredPayout> found[] = {
          reads.find_payout(one.key, each.id), reads.find_payout(each.id),
          reads.find_payout(one.key, each.number),
          reads.find_payout_by_reference(one.key, each.reference_id)};
      for (const auto& stored : found) {
        ASSERT_TRUE(stored) << each.number;
        EXPECT_EQ(stored->owner, one.key);
        EXPECT_EQ(stored->payout.id, each.id);
        EXPECT_EQ(stored->payout.number, each.number);
        EXPECT_EQ(stored->payout.amount, each.amount);
        EXPECT_EQ(stored->hold_entry.value_or(0), each.number == 3 ? 8'000'000'000 : 0);
        EXPECT_EQ(stored->due_at.value_or(base::Timestamp{}).micros, each.number == 3 ? 77 : 0);
      }
      EXPECT_FALSE(reads.find_payout(two.key, each.id));
    }
    EXPECT_FALSE(reads.find_payout(two.key, 1U));
    EXPECT_FALSE(reads.find_payout_by_reference(two.key, "R1"));
    EXPECT_FALSE(reads.find_payout_by_reference(one.key, "r1")) << "case counts";
    EXPECT_FALSE(reads.find_payout_by_reference(one.key, ""));
    EXPECT_FALSE(reads.find_payout(payouts::PayoutId{base::make_uuid_v7(now, random_)}));
  });
}

TEST_P(LifeStoreContract, an_update_stores_what_a_move_can_change_and_raises_the_row) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  payouts::Payout before = payout(0, 0, "");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    before = insert_due(transaction, client.key, 5, 1);
    insert_due(transaction, client.key, 5);
  }));
  StoredPayout moved{client.key, before, 1, base::Timestamp{now.micros + 99}};
  payouts::Payout& row = moved.payout;
  row.status = Status::failed;
  row.updated_at = {now.micros + 1};
  row.queued_at = {{now.micros + 2}};
  row.submitted_at = {{now.micros + 3}};
  row.completed_at = {{now.micros + 4}};
  row.failed_at = {{now.micros + 5}};
  row.cancelled_at = {{now.micros + 6}};
  row.expired_at = {{now.micros + 7}};
  row.failure_code = "bank_rejected";
  row.failure_reason = "why";
  row.tx_hash = "0xabc";
  ASSERT_TRUE(write([&](Transaction& transaction) {
    row.version = must(transaction.change_owner(client.key))->version;
    transaction.update_payout(moved);
  }));
  CollectPayouts changed;
  EXPECT_EQ(*store_.read_payouts(client.key, before.version, changed), before.version + 1);
  ASSERT_EQ(changed.rows.size(), 1U) << "the other payout was not touched";
  const payouts::Payout& is = changed.rows[0];
  EXPECT_EQ(is.version, before.version + 1);
  EXPECT_EQ(is.status, row.status);
  EXPECT_EQ(is.created_at, before.created_at);
  EXPECT_EQ(is.updated_at, row.updated_at);
  EXPECT_EQ(is.queued_at, row.queued_at);
  EXPECT_EQ(is.submitted_at, row.submitted_at);
  EXPECT_EQ(is.completed_at, row.completed_at);
  EXPECT_EQ(is.failed_at, row.failed_at);
  EXPECT_EQ(is.cancelled_at, row.cancelled_at);
  EXPECT_EQ(is.expired_at, row.expired_at);
  EXPECT_EQ(is.failure_code, row.failure_code);
  EXPECT_EQ(is.failure_reason, row.failure_reason);
  EXPECT_EQ(is.tx_hash, row.tx_hash);
  read([&](Reads& reads) {
    const auto found = *reads.find_payout(client.key, before.id);
    EXPECT_EQ(found.due_at, moved.due_at);
    EXPECT_EQ(found.hold_entry, 1);
  });
  moved.due_at.reset();
  row.failure_reason.clear();
  ASSERT_TRUE(write([&](Transaction& t) { t.update_payout(moved); }));
  read([&](Reads& reads) {
    const auto found = *reads.find_payout(client.key, before.id);
    EXPECT_FALSE(found.due_at);
    EXPECT_EQ(found.payout.failure_reason, "");
  });
}

TEST_P(LifeStoreContract, due_payouts_come_longest_due_first) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  read([&](Reads& reads) {
    EXPECT_FALSE(reads.next_due({0}));
    EXPECT_TRUE(reads.find_due(Status::created, base::end_of_time, 10).empty());
  });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    insert_due(transaction, one.key, 300);
    insert_due(transaction, one.key, {});
    insert_due(transaction, two.key, 100);
    insert_due(transaction, one.key, 200);
    insert_due(transaction, two.key, 200);
  }));
  const auto numbers = [&](int64_t at, uint32_t limit) {
    std::string found;
    read([&](Reads& reads) {
      for (const DuePayout& each : reads.find_due(Status::created, {at}, limit)) {
        EXPECT_EQ(each.status, Status::created);
        found += (each.owner == one.key ? "one:" : "two:") + std::to_string(each.number) + "@" +
                 std::to_string(each.due_at.micros) + " ";
      }
    });
    return found;
  };
  EXPECT_EQ(numbers(99, 10), "");
  EXPECT_EQ(numbers(100, 10), "two:0@100 ") << "due at the very moment";
  EXPECT_EQ(numbers(200, 10), "two:0@100 one:2@200 two:1@200 ");
  EXPECT_EQ(numbers(1'000, 2), "two:0@100 one:2@200 ");
  EXPECT_EQ(numbers(1'000, 10), "two:0@100 one:2@200 two:1@200 one:0@300 ");
  read([&](Reads& reads) {
    EXPECT_EQ(reads.next_due({0}), base::Timestamp{100});
    EXPECT_EQ(reads.next_due({100}), base::Timestamp{200}) << "later than the time, not at it";
    EXPECT_FALSE(reads.next_due({300}));
    EXPECT_TRUE(reads.find_due(Status::queued, base::end_of_time, 10).empty());
  });

  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (const DuePayout& each : transaction.find_due(Status::created, {200}, 10)) {
      StoredPayout stored = *transaction.find_payout(each.owner, each.number);
      stored.due_at.reset();
      transaction.update_payout(stored);
    }
    EXPECT_EQ(transaction.next_due({0}), base::Timestamp{300});
  }));
  EXPECT_EQ(numbers(1'000, 10), "one:0@300 ");
}

TEST_P(LifeStoreContract, history_is_told_in_order_with_every_field) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const payouts::HistoryRow rows[] = {
      {{}, Status::created, {payouts::ActorType::client, "sk_1"}, "made", now},
      {Status::created, Status::queued, {}, "", {now.micros + 1}},
      {Status::queued, Status::expired, {payouts::ActorType::rail, "bänk"}, "é", {now.micros}}};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    int64_t event = 8'000'000'000;
    for (const int64_t position : {0, 2, 1}) {
      transaction.add_history(client.key, 7, position, ++event, base::make_uuid_v7(now, random_),
                              rows[position]);
    }
    transaction.add_history(client.key, 8, 0, ++event, base::make_uuid_v7(now, random_), rows[0]);
    EXPECT_EQ(transaction.count_history(client.key, 7), 3);
    EXPECT_EQ(transaction.count_history(client.key, 8), 1);
    EXPECT_EQ(transaction.count_history(client.key, 9), 0);
    EXPECT_EQ(transaction.count_history({client.key.value + 1}, 7), 0);
  }));
  const auto same_event = write([&](Transaction& transaction) {
    transaction.add_history(client.key, 9, 0, 8'000'000'001, {}, rows[0]);
  });
  EXPECT_FALSE(same_event) << "an event has one number";
  read([&](Reads& reads) {
    const auto found = reads.find_history(client.key, 7);
    ASSERT_EQ(found.size(), 3U);
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(found[i].from, rows[i].from);
      EXPECT_EQ(found[i].to, rows[i].to);
      EXPECT_EQ(found[i].actor.type, rows[i].actor.type);
      EXPECT_EQ(found[i].actor.id, rows[i].actor.id);
      EXPECT_EQ(found[i].message, rows[i].message);
      EXPECT_EQ(found[i].at, rows[i].at);
    }
    EXPECT_TRUE(reads.find_history({client.key.value + 1}, 7).empty());
  });
}

TEST_P(LifeStoreContract, an_attempt_that_is_put_again_is_updated) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  payouts::Attempt first{.number = 1,
                         .key = {base::make_uuid_v7(now, random_)},
                         .rail = "sandbox",
                         .created_at = now,
                         .updated_at = now};
  payouts::Attempt second = first;
  second.number = 2;
  second.key = {base::make_uuid_v7(now, random_)};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_attempt(client.key, 7, second);
    transaction.put_attempt(client.key, 7, first);
    transaction.put_attempt(client.key, 8, first);
  }));
  first.state = payouts::AttemptState::cancelled;
  first.submissions = 3;
  first.not_received = 2;
  first.asks = 8'000'000'000;
  first.updated_at = {now.micros + 5};
  ASSERT_TRUE(write([&](Transaction& t) { t.put_attempt(client.key, 7, first); }));
  read([&](Reads& reads) {
    const auto found = reads.find_attempts(client.key, 7);
    ASSERT_EQ(found.size(), 2U);
    const payouts::Attempt* const expected[] = {&first, &second};
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(found[i].number, expected[i]->number);
      EXPECT_EQ(found[i].key, expected[i]->key);
      EXPECT_EQ(found[i].rail, expected[i]->rail);
      EXPECT_EQ(found[i].state, expected[i]->state);
      EXPECT_EQ(found[i].submissions, expected[i]->submissions);
      EXPECT_EQ(found[i].not_received, expected[i]->not_received);
      EXPECT_EQ(found[i].asks, expected[i]->asks);
      EXPECT_EQ(found[i].created_at, expected[i]->created_at);
      EXPECT_EQ(found[i].updated_at, expected[i]->updated_at);
    }
    EXPECT_EQ(reads.find_attempts(client.key, 8).at(0).state, payouts::AttemptState::sending);
    EXPECT_TRUE(reads.find_attempts(client.key, 9).empty());
    EXPECT_TRUE(reads.find_attempts({client.key.value + 1}, 7).empty());
  });
}

TEST_P(LifeStoreContract, whoever_watches_is_told_what_commits_have_recorded) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  std::vector<Committed> told;
  store_.watch_commits([&](const Committed& committed) { told.push_back(committed); });
  const auto record = [&](payouts::Status to, bool refuse) -> Work {
    return [this, &client, to, refuse](Transaction& transaction) -> base::Status {
      Owner& owner = **transaction.change_owner(client.key);
      transaction.add_history(client.key, 0, owner.event_count, owner.event_count + 1,
                              base::make_uuid_v7(now, random_),
                              {{}, to, {payouts::ActorType::rail, ""}, "x", now});
      ++owner.event_count;
      payouts::Attempt attempt;
      attempt.number = owner.event_count;
      attempt.rail = "bank";
      transaction.put_attempt(client.key, 0, attempt);
      return refuse ? base::Status(base::refused("no", "")) : base::Status();
    };
  };
  const Work works[] = {record(payouts::Status::queued, false),
                        record(payouts::Status::failed, true),
                        record(payouts::Status::processing, false)};
  std::array<base::Status, 3> results;
  store_.write_all(works, results);
  EXPECT_FALSE(store_.write(record(payouts::Status::failed, true)));
  ASSERT_EQ(told.size(), 1U) << "what was refused was not committed";
  ASSERT_EQ(told[0].moves.size(), 2U);
  EXPECT_EQ(told[0].moves[0].to, payouts::Status::queued);
  EXPECT_EQ(told[0].moves[1].to, payouts::Status::processing);
  EXPECT_EQ(told[0].moves[1].by, payouts::ActorType::rail);
  ASSERT_EQ(told[0].attempts.size(), 2U);
  EXPECT_EQ(told[0].attempts[0].rail, "bank");
  EXPECT_EQ(told[0].attempts[0].state, payouts::AttemptState::sending);
}

TEST_P(LifeStoreContract, open_payouts_are_counted_by_status) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const base::Timestamp first{now.micros + 10};
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    for (const auto& [status, due] :
         {std::pair(payouts::Status::queued, std::optional(base::Timestamp{first.micros + 1})),
          {payouts::Status::queued, std::optional(first)},
          {payouts::Status::settling, std::optional(now)},
          {payouts::Status::completed, std::optional<base::Timestamp>()}}) {
      Owner& owner = **transaction.change_owner(client.key);
      auto row = payout(owner.payout_count, owner.version, "");
      row.status = status;
      EXPECT_TRUE(transaction.insert_payout(client.key, view(row), {}, due));
      ++owner.payout_count;
    }
    return {};
  }));
  read([&](Reads& reads) {
    const auto open = reads.count_open();
    ASSERT_EQ(open.size(), 5U);
    for (const OpenPayouts& each : open) {
      const bool queued = each.status == payouts::Status::queued;
      const bool settling = each.status == payouts::Status::settling;
      EXPECT_EQ(each.count, queued ? 2 : settling ? 1 : 0) << to_text(each.status);
      EXPECT_EQ(each.first_due, queued     ? std::optional(first)
                                : settling ? std::optional(now)
                                           : std::nullopt);
    }
  });
}

}  // namespace payoutd::store
