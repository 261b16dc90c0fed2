// store/batch_contract.h: what every store must do when several works are written together, as one
// suite. For tests only.
#pragma once

#include <string>
#include <vector>

#include "store/money_fixture.h"

namespace payoutd::store {

class BatchStoreContract : public MoneyFixture {
 protected:
  BatchStoreContract() : client_(new_owner(OwnerKind::client, "Acme")) {}

  std::vector<base::Status> write_all(const std::vector<Work>& works) {
    std::vector<base::Status> results(works.size(), base::refused("not_told", ""));
    store_.write_all(works, results);
    return results;
  }

  static std::string reasons(const std::vector<base::Status>& results) {
    std::string text;
    for (const auto& each : results) text += (each ? "ok" : each.error().reason) + " ";
    return text;
  }

  // One of everything that a payout writes.
  void create_payout(Transaction& transaction, const std::string& reference) {
    Owner& owner = *must(transaction.change_owner(client_.key));
    post(transaction, client_.key, funding(100, usd_));
    const auto held = post(transaction, client_.key, payouts::held_money({10, usd_}, 1));
    const payouts::Payout row = payout(owner.payout_count, owner.version, reference);
    EXPECT_TRUE(transaction.insert_payout(client_.key, view(row), held.number, now));
    ++owner.payout_count;
    transaction.add_history(client_.key, row.number, 0, ++owner.event_count, {},
                            payouts::HistoryRow{{}, row.status, {}, reference, now});
    transaction.add_details(client_.key, row.number, {"{}", "", true});
    transaction.add_idempotency(client_.key, {reference, {}, row.number, "", now});
    transaction.put_total(client_.key, beneficiary_, {usd_, ++total_, 5, now});
  }

  Work creates(const std::string& reference) {
    return [this, reference](Transaction& transaction) -> base::Status {
      create_payout(transaction, reference);
      return {};
    };
  }
  Work refuses_after_creating(const std::string& reference) {
    return [this, reference](Transaction& transaction) -> base::Status {
      create_payout(transaction, reference);
      return base::refused("no_" + reference, "");
    };
  }

  // All that is stored is what works that made these payouts have written, and no more.
  void expect_only(const std::vector<std::string>& references) {
    const auto count = static_cast<int64_t>(references.size());
    const Owner owner = stored(client_);
    EXPECT_EQ(owner.payout_count, references.size());
    EXPECT_EQ(owner.entry_count, 2 * count);
    EXPECT_EQ(owner.event_count, count);
    EXPECT_TRUE(available(client_.key, usd_) == 89 * count);
    CollectPayouts payouts;
    EXPECT_EQ(*store_.read_payouts(client_.key, 0, payouts), owner.version);
    ASSERT_EQ(payouts.rows.size(), references.size());
    read([&](Reads& reads) {
      for (uint32_t i = 0; i < references.size(); ++i) {
        EXPECT_EQ(payouts.rows[i].number, i);
        EXPECT_EQ(payouts.rows[i].reference_id, references[i]);
        EXPECT_EQ(reads.find_history(client_.key, i).at(0).message, references[i]);
        EXPECT_TRUE(reads.find_details(client_.key, i));
        EXPECT_EQ(reads.find_idempotency(client_.key, references[i])->payout, i);
        EXPECT_EQ(reads.find_payout(client_.key, i)->hold_entry, 2 * i + 2);
      }
      for (EntryNumber number = 1; number <= 2 * count; ++number) {
        EXPECT_TRUE(reads.find_entry(client_.key, number)) << number;
      }
      EXPECT_FALSE(reads.find_entry(client_.key, 2 * count + 1));
      const auto next = static_cast<uint32_t>(count);
      EXPECT_TRUE(reads.find_history(client_.key, next).empty());
      EXPECT_FALSE(reads.find_details(client_.key, next));
      EXPECT_EQ(reads.find_due(payouts::Status::created, base::end_of_time, 99).size(),
                references.size());
    });
    EXPECT_TRUE(store_.check_integrity()->empty());
  }

  const money::Currency usd_ = currency("USD");
  Owner client_;
  payouts::BeneficiaryId beneficiary_{base::make_uuid_v7(now, random_)};
  int64_t total_ = 0;
};

TEST_P(BatchStoreContract, refused_works_leave_no_trace_and_the_others_are_all_there) {
  const auto results = write_all({refuses_after_creating("A"), creates("B"),
                                  refuses_after_creating("C"), refuses_after_creating("D"),
                                  creates("E"), creates("A"), refuses_after_creating("F")});
  EXPECT_EQ(reasons(results), "no_A ok no_C no_D ok ok no_F ");
  expect_only({"B", "E", "A"});
  EXPECT_EQ(stored(client_).version, client_.version + 1) << "one version for the batch";
  read([&](Reads& reads) {
    EXPECT_FALSE(reads.find_idempotency(client_.key, "C"));
    // The first A ran twice: once without savepoints.
    EXPECT_EQ(reads.find_totals(client_.key, beneficiary_).at(0).payouts, 7) << "E wrote 6, A 7";
  });
}

TEST_P(BatchStoreContract, a_batch_of_refusals_changes_nothing) {
  EXPECT_EQ(reasons(write_all({refuses_after_creating("A"), refuses_after_creating("B")})),
            "no_A no_B ");
  EXPECT_EQ(stored(client_).version, client_.version);
  expect_only({});
  EXPECT_TRUE(write_all({}).empty());
  EXPECT_EQ(reasons(write_all({creates("A")})), "ok ") << "the store works on";
  expect_only({"A"});
}

// A later work sees what earlier ones have done, and nothing of what was refused.
TEST_P(BatchStoreContract, a_work_sees_the_batch_without_what_was_refused) {
  const auto expects = [&](uint32_t payouts, money::Sum micro) -> Work {
    return [this, payouts, micro](Transaction& transaction) -> base::Status {
      const Owner& owner = *must(transaction.change_owner(client_.key));
      EXPECT_EQ(owner.version, client_.version + 1);
      EXPECT_EQ(owner.payout_count, payouts);
      EXPECT_EQ(owner.entry_count, 2 * payouts);
      EXPECT_EQ(owner.event_count, payouts);
      const auto& accounts = transaction.change_accounts(client_.key, usd_);
      EXPECT_TRUE(ledger::available(accounts.wallet()) == micro);
      EXPECT_FALSE(accounts.wallet_id);
      EXPECT_EQ(transaction.find_payout_by_reference(client_.key, "A").has_value(), payouts > 0);
      EXPECT_FALSE(transaction.find_payout_by_reference(client_.key, "B"));
      EXPECT_FALSE(transaction.find_fee_schedule(client_.key, usd_));
      return {};
    };
  };
  const Work refuses_wallet = [&](Transaction& transaction) -> base::Status {
    Owner& owner = *must(transaction.change_owner(client_.key));
    auto& accounts = transaction.change_accounts(client_.key, usd_);
    accounts.wallet_id = ++owner.wallet_count;
    accounts.accounts.front().counters.credits_posted += 1'000;
    transaction.set_fee_schedule(client_.key, {usd_, 1, 1}, now);
    return base::refused("no", "");
  };
  EXPECT_EQ(reasons(write_all({refuses_after_creating("A"), expects(0, 0), creates("A"),
                               expects(1, 89), refuses_after_creating("B"), refuses_wallet,
                               expects(1, 89), creates("C")})),
            "no_A ok ok ok no_B no ok ok ");
  expect_only({"A", "C"});
  EXPECT_EQ(stored(client_).wallet_count, 0);
}

TEST_P(BatchStoreContract, an_engine_failure_is_of_its_own_work_only) {
  const Work fails = [&](Transaction& transaction) -> base::Status {
    create_payout(transaction, "X");
    transaction.add_idempotency(client_.key, {"X", {}, {}, "", now});  // is there already
    ADD_FAILURE() << "a failure ends the work";
    return {};
  };
  const auto results = write_all({creates("A"), fails, creates("B"), fails});
  EXPECT_EQ(reasons(results), "ok store_unavailable ok store_unavailable ");
  EXPECT_EQ(results[1].error().kind, base::ErrorKind::unavailable);
  expect_only({"A", "B"});
}

TEST_P(BatchStoreContract, each_owner_has_one_version_for_the_batch) {
  const Owner other = new_owner(OwnerKind::client, "Other");
  const Owner idle = new_owner(OwnerKind::client, "Idle");
  const auto touches = [&](const Owner& owner) -> Work {
    return [this, key = owner.key](Transaction& transaction) -> base::Status {
      return insert(transaction, key, "");
    };
  };
  const Work refuses = [&](Transaction& transaction) -> base::Status {
    EXPECT_TRUE(insert(transaction, idle.key, ""));
    EXPECT_TRUE(insert(transaction, other.key, ""));
    return base::refused("no", "");
  };
  EXPECT_EQ(reasons(write_all({touches(client_), refuses, touches(other), touches(client_)})),
            "ok no ok ok ");
  EXPECT_EQ(stored(client_).version, client_.version + 1);
  EXPECT_EQ(stored(client_).payout_count, 2U);
  EXPECT_EQ(stored(other).version, other.version + 1);
  EXPECT_EQ(stored(other).payout_count, 1U);
  EXPECT_EQ(stored(idle).version, idle.version);
}

TEST_P(BatchStoreContract, nothing_is_seen_before_the_commit) {
  const auto second = scratch_->reopen();
  int looked = 0;
  const Work looks = [&](Transaction& transaction) -> base::Status {
    EXPECT_TRUE(transaction.find_idempotency(client_.key, "A"));
    for (Store* const each : {&store_, second.get()}) {
      const Owner owner = **each->find_owner(client_.id);
      EXPECT_EQ(owner.version, client_.version);
      EXPECT_EQ(owner.payout_count, 0U);
      CollectPayouts payouts;
      EXPECT_EQ(*each->read_payouts(client_.key, 0, payouts), client_.version);
      EXPECT_TRUE(payouts.rows.empty());
      EXPECT_TRUE(each->read([&](Reads& reads) -> base::Status {
        EXPECT_TRUE(reads.find_accounts(client_.key).empty());
        EXPECT_FALSE(reads.find_idempotency(client_.key, "A"));
        ++looked;
        return {};
      }));
    }
    return {};
  };
  EXPECT_EQ(reasons(write_all({creates("A"), looks})), "ok ok ");
  EXPECT_EQ(looked, 2);
  EXPECT_EQ((*second->find_owner(client_.id))->payout_count, 1U);
  expect_only({"A"});
}

TEST_P(BatchStoreContract, an_owner_that_was_refused_does_not_exist) {
  payouts::OwnerKey made;
  const Work makes = [&](Transaction& transaction) -> base::Status {
    const payouts::OwnerId id{base::make_uuid_v7(now, random_)};
    made =
        must(transaction.create_owner(OwnerKind::client, access::Mode::live, id, "New", now)).key;
    EXPECT_TRUE(insert(transaction, made, ""));
    return base::refused("no", "");
  };
  const Work looks = [&](Transaction& transaction) -> base::Status {
    EXPECT_EQ(transaction.change_owner(made).error().reason, "owner_not_found");
    return {};
  };
  EXPECT_EQ(reasons(write_all({makes, looks})), "no ok ");
  EXPECT_EQ(store_.all_owners()->size(), 1U);
}

}  // namespace payoutd::store
