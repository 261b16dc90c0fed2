// store/store_contract.h: what every store must do, as one suite. A driver's test names itself:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&open_scratch_sqlite));
// The other suites (README.md) likewise. For tests only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class StoreContract : public StoreFixture {};

TEST_P(StoreContract, an_owner_is_found_by_id_as_it_was_made) {
  const Owner client = new_owner(OwnerKind::client, "Acme", access::Mode::test);
  const auto found = store_.find_owner(client.id);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->key, client.key);
  EXPECT_EQ((*found)->kind, OwnerKind::client);
  EXPECT_EQ((*found)->mode, access::Mode::test);
  EXPECT_EQ((*found)->name, "Acme");
  EXPECT_EQ((*found)->payout_count, 0U);
  EXPECT_EQ((*found)->created_at, now);
  EXPECT_FALSE(*store_.find_owner({base::make_uuid_v7(now, random_)}));
  EXPECT_EQ(store_.all_owners()->size(), 1U);
}

TEST_P(StoreContract, two_users_never_share_an_address_but_clients_may_share_a_name) {
  new_owner(OwnerKind::user, "a@x.test");
  const auto again = store_.write([&](Transaction& transaction) -> base::Status {
    auto made = transaction.create_owner(OwnerKind::user, access::Mode::live,
                                         {base::make_uuid_v7(now, random_)}, "a@x.test", now);
    return made ? base::Status() : base::forward(std::move(made));
  });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, "email_taken");
  new_owner(OwnerKind::client, "a@x.test");
  new_owner(OwnerKind::client, "a@x.test");
  EXPECT_EQ(store_.all_owners()->size(), 3U);
}

TEST_P(StoreContract, credentials_lead_to_their_owner_until_they_are_revoked) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const base::Timestamp expires{now.micros + 5};
  const base::Uuid session = base::make_uuid_v7(now, random_);
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    auto added = transaction.add_api_key(
        {client.key, "sk_live_1", base::sha256("secret"), std::string("\0x", 2)}, now);
    if (!added) return added;
    return transaction.add_session({user.key, base::sha256("token"), expires, session}, now);
  }));

  const auto expect_found = [&](bool revoked) {
    bool called = false;
    store_.find_api_key("sk_live_1", [&](auto found) {
      called = true;
      ASSERT_TRUE(found && *found);
      EXPECT_EQ((*found)->owner, client.key);
      EXPECT_EQ((*found)->owner_id, client.id);
      EXPECT_EQ((*found)->version, client.version);
      EXPECT_EQ((*found)->secret_hash, base::sha256("secret"));
      EXPECT_EQ((*found)->revoked, revoked);
    });
    EXPECT_TRUE(called);
    store_.find_session(base::sha256("token"), [&](auto found) {
      ASSERT_TRUE(found && *found);
      EXPECT_EQ((*found)->id, session);
      EXPECT_EQ((*found)->owner, user.key);
      EXPECT_EQ((*found)->expires_at, expires);
      EXPECT_EQ((*found)->revoked, revoked);
    });
  };
  expect_found(false);
  store_.find_api_key("sk_live_2", [](auto found) { EXPECT_FALSE(*found); });
  store_.find_session(base::sha256("other"), [](auto found) { EXPECT_FALSE(*found); });

  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    auto revoked = transaction.revoke_credentials(client.key, now);
    return revoked ? transaction.revoke_credentials(user.key, now) : revoked;
  }));
  expect_found(true);
}

TEST_P(StoreContract, a_key_is_found_with_what_it_asks_for) {
  const Owner live = new_owner(OwnerKind::client, "Acme");
  const Owner test = new_owner(OwnerKind::client, "Acme", access::Mode::test);
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    const std::string sealed("\0sealed", 7);
    auto added = transaction.add_api_key({live.key, "plain", base::sha256("1"), sealed}, now);
    if (!added) return added;
    return transaction.add_api_key(
        {test.key, "guarded", base::sha256("2"), sealed, true, "10.0.0.0/8,::1"}, now);
  }));
  store_.find_api_key("plain", [](auto found) {
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->mode, access::Mode::live);
    EXPECT_FALSE((*found)->signature_required);
    EXPECT_EQ((*found)->sealed_signing_secret, "") << "is not read when it is not needed";
    EXPECT_EQ((*found)->allowed_networks, "");
  });
  store_.find_api_key("guarded", [](auto found) {
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->mode, access::Mode::test);
    EXPECT_TRUE((*found)->signature_required);
    EXPECT_EQ((*found)->sealed_signing_secret, std::string("\0sealed", 7));
    EXPECT_EQ((*found)->allowed_networks, "10.0.0.0/8,::1");
  });
}

TEST_P(StoreContract, the_newest_sealed_secret_is_found) {
  const auto sealed = [&] {
    std::optional<SealedSecret> found;
    EXPECT_TRUE(store_.read([&](Reads& reads) -> base::Status {
      found = reads.find_sealed_secret();
      return {};
    }));
    return found;
  };
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto add = [&](const NewApiKeyRow& row, int64_t seconds) {
    ASSERT_TRUE(store_.write([&](Transaction& transaction) {
      return transaction.add_api_key(row, {now.micros + seconds * 1'000'000});
    }));
  };
  EXPECT_FALSE(sealed());
  add({client.key, "newer", {}, std::string("\0two", 4)}, 2);
  add({client.key, "older", {}, "one"}, 1);
  ASSERT_TRUE(sealed());
  EXPECT_EQ(sealed()->api_key, "newer");
  EXPECT_EQ(sealed()->sealed, std::string("\0two", 4));
}

TEST_P(StoreContract, one_key_is_revoked_and_all_are_listed) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  const base::Timestamp later{now.micros + 5};
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    const NewApiKeyRow rows[] = {{client.key, "b", {}, "s"},
                                 {client.key, "a", {}, "s", true, "::1"},
                                 {other.key, "c", {}, "s"}};
    base::Timestamp created = now;
    for (const NewApiKeyRow& row : rows) {
      if (auto added = transaction.add_api_key(row, created); !added) return added;
      ++created.micros;
    }
    return {};
  }));
  const auto revoke = [&](const char* key, base::Timestamp when) {
    return store_.write([&](Transaction& transaction) -> base::Status {
      return transaction.revoke_api_key(key, when);
    });
  };
  EXPECT_EQ(revoke("unknown", later).error().reason, "key_not_found");
  EXPECT_TRUE(revoke("a", later));
  EXPECT_TRUE(revoke("a", {later.micros + 9})) << "again";

  const auto keys = store_.list_api_keys(client.key);
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].key, "b");
  EXPECT_EQ((*keys)[0].created_at, now);
  EXPECT_EQ((*keys)[0].revoked_at, std::nullopt);
  EXPECT_FALSE((*keys)[0].signature_required);
  EXPECT_EQ((*keys)[1].key, "a");
  EXPECT_EQ((*keys)[1].revoked_at, later) << "the first time counts";
  EXPECT_TRUE((*keys)[1].signature_required);
  EXPECT_EQ((*keys)[1].allowed_networks, "::1");
  for (const auto& [key, revoked] : {std::pair("a", true), {"b", false}, {"c", false}}) {
    store_.find_api_key(key, [&](auto found) { EXPECT_EQ((*found)->revoked, revoked) << key; });
  }
  EXPECT_TRUE(store_.list_api_keys({999})->empty());
}

TEST_P(StoreContract, a_payout_is_read_back_with_every_field) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  payouts::Payout full = payout(0, 2, "REF 1");
  full.status = payouts::Status::failed;
  full.fees_micro = 15;
  full.imported = true;
  full.updated_at = {now.micros + 1};
  full.queued_at = {{now.micros + 2}};
  full.submitted_at = {{now.micros + 3}};
  full.completed_at = {{now.micros + 4}};
  full.failed_at = {{now.micros + 5}};
  full.cancelled_at = {{now.micros + 6}};
  full.expired_at = {{now.micros + 7}};
  full.beneficiary_id = payouts::BeneficiaryId{base::make_uuid_v7(now, random_)};
  full.beneficiary_email = "zoé@x.test";
  full.beneficiary_first_name = "Zoé";
  full.beneficiary_last_name = "O'Neil";
  full.beneficiary_country = "FR";
  full.beneficiary_phone = "+331";
  full.description = "a \"description\"";
  full.failure_code = "bank_rejected";
  full.failure_reason = "why";
  full.network = "solana";
  full.address = "addr";
  full.tx_hash = "0xabc";
  full.note = "note";
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    auto changing = transaction.change_owner(client.key);
    EXPECT_EQ((*changing)->version, client.version + 1);
    ++(*changing)->payout_count;
    return transaction.insert_payout(client.key, view(full), {}, {});
  }));
  CollectPayouts read;
  ASSERT_EQ(*store_.read_payouts(client.key, 0, read), client.version + 1);
  ASSERT_EQ(read.rows.size(), 1U);
  const payouts::Payout& row = read.rows[0];
  EXPECT_EQ(row.id, full.id);
  EXPECT_EQ(row.number, full.number);
  EXPECT_EQ(row.version, full.version);
  EXPECT_EQ(row.status, full.status);
  EXPECT_EQ(row.amount, full.amount);
  EXPECT_EQ(row.fees_micro, full.fees_micro);
  EXPECT_EQ(row.imported, full.imported);
  EXPECT_EQ(row.created_at, full.created_at);
  EXPECT_EQ(row.updated_at, full.updated_at);
  EXPECT_EQ(row.queued_at, full.queued_at);
  EXPECT_EQ(row.submitted_at, full.submitted_at);
  EXPECT_EQ(row.completed_at, full.completed_at);
  EXPECT_EQ(row.failed_at, full.failed_at);
  EXPECT_EQ(row.cancelled_at, full.cancelled_at);
  EXPECT_EQ(row.expired_at, full.expired_at);
  EXPECT_EQ(row.beneficiary_id, full.beneficiary_id);
  EXPECT_EQ(row.reference_id, full.reference_id);
  EXPECT_EQ(row.beneficiary_email, full.beneficiary_email);
  EXPECT_EQ(row.beneficiary_first_name, full.beneficiary_first_name);
  EXPECT_EQ(row.beneficiary_last_name, full.beneficiary_last_name);
  EXPECT_EQ(row.beneficiary_country, full.beneficiary_country);
  EXPECT_EQ(row.beneficiary_phone, full.beneficiary_phone);
  EXPECT_EQ(row.description, full.description);
  EXPECT_EQ(row.failure_code, full.failure_code);
  EXPECT_EQ(row.failure_reason, full.failure_reason);
  EXPECT_EQ(row.network, full.network);
  EXPECT_EQ(row.address, full.address);
  EXPECT_EQ(row.tx_hash, full.tx_hash);
  EXPECT_EQ(row.note, full.note);
}

TEST_P(StoreContract, changes_are_the_rows_above_a_version_and_only_the_owners) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  ASSERT_TRUE(insert(store_, one.key, 3));
  ASSERT_TRUE(insert(store_, two.key, 5));
  CollectPayouts first;
  const payouts::Version seen = *store_.read_payouts(one.key, 0, first);
  EXPECT_EQ(first.rows.size(), 3U);
  ASSERT_TRUE(insert(store_, one.key, 2));
  CollectPayouts since;
  EXPECT_EQ(*store_.read_payouts(one.key, seen, since), seen + 1);
  ASSERT_EQ(since.rows.size(), 2U);
  EXPECT_EQ(since.rows[0].number, 3U);
  EXPECT_EQ(since.rows[1].number, 4U);
  CollectPayouts none;
  EXPECT_EQ(*store_.read_payouts(one.key, seen + 1, none), seen + 1);
  EXPECT_TRUE(none.rows.empty());
  CollectPayouts nobody;
  EXPECT_EQ(store_.read_payouts({999}, 0, nobody).error().reason, "owner_not_found");
}

TEST_P(StoreContract, a_used_reference_is_refused_and_harms_nothing_else) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    EXPECT_TRUE(insert(transaction, one.key, "A"));
    EXPECT_EQ(insert(transaction, one.key, "A").error().reason, "duplicate_reference");
    EXPECT_TRUE(insert(transaction, one.key, "a"));
    EXPECT_TRUE(insert(transaction, one.key, ""));
    EXPECT_TRUE(insert(transaction, one.key, ""));
    return insert(transaction, two.key, "A");
  }));
  CollectPayouts read;
  ASSERT_TRUE(store_.read_payouts(one.key, 0, read));
  EXPECT_EQ(read.rows.size(), 4U);
  EXPECT_EQ((*store_.find_owner(one.id))->payout_count, 4U);
}

TEST_P(StoreContract, refused_work_leaves_no_trace) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto refused = store_.write([&](Transaction& transaction) -> base::Status {
    EXPECT_TRUE(insert(transaction, client.key, "A"));
    return base::refused("changed_my_mind", "");
  });
  EXPECT_EQ(refused.error().reason, "changed_my_mind");
  EXPECT_EQ((*store_.find_owner(client.id))->version, client.version);
  CollectPayouts read;
  EXPECT_EQ(*store_.read_payouts(client.key, 0, read), client.version);
  EXPECT_TRUE(read.rows.empty());
  EXPECT_TRUE(insert(store_, client.key, 1)) << "the store works on";
}

TEST_P(StoreContract, another_process_sees_a_write_as_soon_as_it_returns) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto other = scratch_->reopen();
  for (uint32_t i = 1; i <= 5; ++i) {
    ASSERT_TRUE(insert(i % 2 == 0 ? store_ : *other, client.key, 1));
    for (Store* each : {&store_, other.get()}) {
      EXPECT_EQ((*each->find_owner(client.id))->payout_count, i);
    }
  }
}

TEST_P(StoreContract, another_process_opens_the_same_incarnation) {
  EXPECT_EQ(scratch_->reopen()->incarnation(), store_.incarnation());
}

TEST_P(StoreContract, a_copy_is_a_whole_database_of_one_moment_and_another_incarnation) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 100));
  const auto copy = scratch_->open_copy(random_);
  ASSERT_TRUE(insert(store_, client.key, 1)) << "the original goes on";
  EXPECT_EQ((*copy->find_owner(client.id))->payout_count, 100U);
  EXPECT_EQ((*copy->find_owner(client.id))->version, client.version + 1);
  CollectPayouts read;
  ASSERT_TRUE(copy->read_payouts(client.key, 0, read));
  EXPECT_EQ(read.rows.size(), 100U);
  EXPECT_TRUE(copy->check_integrity()->empty());
  ASSERT_TRUE(insert(*copy, client.key, 5)) << "so does the copy, by itself";
  EXPECT_EQ((*store_.find_owner(client.id))->payout_count, 101U);

  EXPECT_NE(copy->incarnation(), store_.incarnation());
  const auto second = scratch_->open_copy(random_);
  EXPECT_NE(second->incarnation(), store_.incarnation());
  EXPECT_NE(second->incarnation(), copy->incarnation());
}

TEST_P(StoreContract, says_when_something_was_recorded_last_and_what_was_sealed_last) {
  EXPECT_EQ(store_.last_recorded()->at, std::nullopt);
  const Owner client = new_owner(OwnerKind::client, "Acme");
  EXPECT_EQ(store_.last_recorded()->at, now);
  EXPECT_EQ(store_.last_recorded()->api_key, "");
  const base::Timestamp later{now.micros + 5};
  const std::string sealed("\0s", 2);
  ASSERT_TRUE(store_.write([&](Transaction& transaction) -> base::Status {
    if (auto added = transaction.add_api_key({client.key, "b", {}, "old"}, now); !added) {
      return added;
    }
    if (auto added = transaction.add_api_key({client.key, "a", {}, sealed}, later); !added) {
      return added;
    }
    auto owner = transaction.change_owner(client.key);
    transaction.add_history(client.key, 0, 0, ++(*owner)->event_count, {},
                            {{}, payouts::Status::created, {}, "x", later});
    return {};
  }));
  EXPECT_EQ(store_.last_recorded()->at, later);
  EXPECT_EQ(store_.last_recorded()->api_key, "a");
  EXPECT_EQ(store_.last_recorded()->sealed_signing_secret, sealed);
}

TEST_P(StoreContract, is_sound) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 100));
  EXPECT_TRUE(store_.ping());
  EXPECT_TRUE(store_.check_integrity()->empty());
  EXPECT_TRUE(store_.check_quickly()->empty());
}

}  // namespace payoutd::store
