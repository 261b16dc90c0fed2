// store/operator_contract.h: what every store must do with operators, their approvals and requests,
// and the audit log, as one suite. For tests only.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class OperatorStoreContract : public StoreFixture {
 protected:
  OperatorRow row(const std::string& name, int64_t bits = 3, const char* token = "token of ") {
    return {.name = name,
            .token_hash = base::sha256(token + name),
            .roles = *access::Roles::from_bits(bits),
            .created_at = now};
  }

  access::AuditLine line(int64_t number) {
    access::AuditLine made{.number = number,
                           .at = {now.micros + number},
                           .operator_name = "ada",
                           .action = "POST /é",
                           .target = "t",
                           .outcome = 409,
                           .remote_address = "::1",
                           .request_id = "req",
                           .detail = R"({"a":1})",
                           .hash = {}};
    made.hash = access::hash_of(base::sha256(std::to_string(number - 1)), made);
    return made;
  }

  static void expect_same(const access::AuditLine& one, const access::AuditLine& two) {
    EXPECT_EQ(one.number, two.number);
    EXPECT_EQ(access::hash_of({}, one), access::hash_of({}, two)) << "every field";
    EXPECT_EQ(one.hash, two.hash);
  }
};

TEST_P(OperatorStoreContract, an_operator_is_found_by_its_token_and_revoked_once) {
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_FALSE(transaction.has_working_operator());
    EXPECT_TRUE(transaction.add_operator(row("bob", 8)));
    EXPECT_TRUE(transaction.add_operator(row("ada")));
    EXPECT_EQ(transaction.add_operator(row("ada", 3, "other ")).error().reason, "operator_exists");
  }));
  read([&](Reads& reads) {
    EXPECT_TRUE(reads.has_working_operator());
    const auto rows = reads.list_operators();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].name, "ada");
    EXPECT_EQ(rows[1].name, "bob");
    const auto found = reads.find_operator(base::sha256("token of bob"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name, "bob");
    EXPECT_EQ(found->roles.bits(), 8);
    EXPECT_EQ(found->created_at, now);
    EXPECT_FALSE(found->revoked_at);
    EXPECT_FALSE(reads.find_operator(base::sha256("bob")));
  });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.revoke_operator("bob", {now.micros + 1}));
    EXPECT_TRUE(transaction.has_working_operator()) << "the other one";
    EXPECT_TRUE(transaction.revoke_operator("bob", {now.micros + 2}));
    EXPECT_TRUE(transaction.revoke_operator("ada", {now.micros + 3}));
    EXPECT_EQ(transaction.revoke_operator("eve", now).error().reason, "operator_not_found");
    EXPECT_EQ(transaction.add_operator(row("bob", 3, "other ")).error().reason, "operator_exists");
  }));
  read([&](Reads& reads) {
    EXPECT_FALSE(reads.has_working_operator());
    const auto found = reads.find_operator(base::sha256("token of bob"));
    ASSERT_TRUE(found) << "whoever looks must see that it is revoked";
    EXPECT_EQ(found->revoked_at, base::Timestamp{now.micros + 1});
  });
}

TEST_P(OperatorStoreContract, an_approval_is_one_for_each_operator_and_payout) {
  const payouts::OwnerKey owner = new_owner(OwnerKind::client, "Acme").key;
  const money::Amount amount{20, *money::find_currency("USD")};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.add_operator(row("ada")));
    EXPECT_TRUE(transaction.add_operator(row("bob")));
    transaction.put_approval(owner, 7, {"bob", {1, amount.currency}, "", "", now});
    transaction.put_approval(owner, 7, {"bob", amount, "net", "addr", {now.micros + 1}});
    transaction.put_approval(owner, 7, {"ada", amount, "", "", now});
    transaction.put_approval(owner, 7, {"first", amount, "", "", now});
    transaction.put_approval(owner, 8, {"ada", amount, "", "", now});
  }));
  read([&](Reads& reads) {
    const auto found = reads.find_approvals(owner, 7);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].operator_name, "ada");
    EXPECT_EQ(found[1].operator_name, "bob");
    EXPECT_EQ(found[1].amount, amount);
    EXPECT_EQ(found[1].network, "net");
    EXPECT_EQ(found[1].address, "addr");
    EXPECT_EQ(found[1].created_at, base::Timestamp{now.micros + 1});
    EXPECT_EQ(found[2].operator_name, "first") << "it has no row of its own";
    EXPECT_EQ(reads.find_approvals(owner, 8).size(), 1U);
    EXPECT_TRUE(reads.find_approvals({owner.value + 1}, 7).empty());
  });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.revoke_operator("bob", now));
    EXPECT_EQ(transaction.find_approvals(owner, 7).size(), 2U) << "of who works";
  }));
}

TEST_P(OperatorStoreContract, a_request_is_found_by_operator_and_key) {
  const OperatorRequest made{.operator_name = "ada",
                             .key = "key",
                             .meaning = base::sha256("x"),
                             .status = 201,
                             .sealed_answer = std::string("\0sealed\xff", 8),
                             .created_at = now};
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.add_operator_request(made); }));
  EXPECT_FALSE(write([&](Transaction& transaction) { transaction.add_operator_request(made); }));
  read([&](Reads& reads) {
    const auto found = reads.find_operator_request("ada", "key");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->meaning, made.meaning);
    EXPECT_EQ(found->status, 201);
    EXPECT_EQ(found->sealed_answer, made.sealed_answer);
    EXPECT_EQ(found->created_at, now);
    EXPECT_FALSE(reads.find_operator_request("bob", "key"));
    EXPECT_FALSE(reads.find_operator_request("ada", "Key"));
  });
}

TEST_P(OperatorStoreContract, the_audit_log_is_appended_to_and_has_a_head) {
  read([&](Reads& reads) {
    EXPECT_EQ(reads.audit_head().number, 0);
    EXPECT_EQ(reads.audit_head().hash, base::Sha256{});
    EXPECT_TRUE(reads.list_audit(100, 10).empty());
  });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (int64_t number = 1; number <= 5; ++number) {
      transaction.append_audit(line(number));
      EXPECT_EQ(transaction.audit_head().number, number) << "before the commit";
    }
  }));
  EXPECT_FALSE(write([&](Transaction& transaction) { transaction.append_audit(line(5)); }));
  read([&](Reads& reads) {
    EXPECT_EQ(reads.audit_head().number, 5);
    EXPECT_EQ(reads.audit_head().hash, line(5).hash);
    const auto page = reads.list_audit(5, 3);
    ASSERT_EQ(page.size(), 3U);
    for (size_t i = 0; i < 3; ++i) expect_same(page[i], line(4 - static_cast<int64_t>(i)));
    int64_t next = 1;
    reads.read_audit([&](const access::AuditLine& each) { expect_same(each, line(next++)); });
    EXPECT_EQ(next, 6);
  });
}

// What is refused has no line, and the next one follows on the last that happened.
TEST_P(OperatorStoreContract, a_refused_part_takes_its_line_back) {
  std::vector<Work> works;
  for (const bool refused : {false, true, false}) {
    works.emplace_back([this, refused](Transaction& transaction) -> base::Status {
      transaction.append_audit(line(transaction.audit_head().number + 1));
      if (refused) return base::refused("no", "");
      return {};
    });
  }
  std::vector<base::Status> results(3);
  store_.write_all(works, results);
  EXPECT_TRUE(results[0] && !results[1] && results[2]);
  read([&](Reads& reads) {
    EXPECT_EQ(reads.audit_head().number, 2);
    EXPECT_EQ(reads.list_audit(100, 10).size(), 2U);
  });
}

TEST_P(OperatorStoreContract, owners_are_listed_by_kind_newest_first) {
  for (const char* name : {"a", "b", "c"}) new_owner(OwnerKind::client, name);
  const Owner user = new_owner(OwnerKind::user, "a");
  read([&](Reads& reads) {
    const auto page = reads.list_owners({.kind = OwnerKind::client, .offset = 1, .limit = 1});
    EXPECT_EQ(page.total, 3U);
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].name, "b");
    const auto named = reads.list_owners({.kind = OwnerKind::user, .name = "a"});
    EXPECT_EQ(named.total, 1U);
    EXPECT_EQ(reads.list_owners({.kind = OwnerKind::user, .name = "A"}).total, 0U);
    EXPECT_EQ(reads.find_owner(user.id)->key, user.key);
    EXPECT_EQ(reads.find_owner(user.key)->id, user.id);
    EXPECT_FALSE(reads.find_owner(payouts::OwnerKey{99}));
  });
}

TEST_P(OperatorStoreContract, sessions_of_one_user_end_and_are_counted) {
  const Owner one = new_owner(OwnerKind::user, "one@example.com");
  const Owner two = new_owner(OwnerKind::user, "two@example.com");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (const auto& [owner, token] :
         {std::pair{one.key, "1"}, std::pair{one.key, "2"}, std::pair{two.key, "3"}}) {
      EXPECT_TRUE(transaction.add_session({owner, base::sha256(token), base::end_of_time}, now));
    }
    EXPECT_EQ(transaction.revoke_sessions(one.key, now), 2);
    EXPECT_EQ(transaction.revoke_sessions(one.key, now), 0);
  }));
  for (const auto& [token, revoked] : {std::pair{"1", true}, std::pair{"3", false}}) {
    store_.find_session(base::sha256(token), [expected = revoked](auto found) {
      ASSERT_TRUE(found && *found);
      EXPECT_EQ((*found)->revoked, expected);
    });
  }
}

TEST_P(OperatorStoreContract, a_scan_gives_what_it_asks_for_of_all_owners) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  ASSERT_TRUE(insert(store_, one.key, 3));
  ASSERT_TRUE(insert(store_, two.key, 2));
  using Found = std::set<std::pair<int64_t, uint32_t>>;
  const auto scan = [&](const PayoutScan& asked) {
    Found found;
    read([&](Reads& reads) {
      reads.scan_payouts(asked, [&](payouts::OwnerKey owner, const payouts::PayoutView& payout) {
        EXPECT_TRUE(found.emplace(owner.value, payout.number).second);
      });
    });
    return found;
  };
  EXPECT_EQ(scan({}).size(), 5U);
  EXPECT_EQ(scan({.owner = two.key}), (Found{{two.key.value, 0}, {two.key.value, 1}}));
  EXPECT_EQ(scan({.statuses = 1}).size(), 5U) << "created";
  EXPECT_TRUE(scan({.statuses = 0b1'1111'1110}).empty());
  EXPECT_EQ(scan({.created_from = now, .created_to = now}).size(), 5U) << "both inclusive";
  EXPECT_TRUE(scan({.created_from = {now.micros + 1}}).empty());
  EXPECT_TRUE(scan({.created_to = {now.micros - 1}}).empty());
}

TEST_P(OperatorStoreContract, a_move_keeps_the_note) {
  const Owner owner = new_owner(OwnerKind::client, "one");
  ASSERT_TRUE(insert(store_, owner.key, 1));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    StoredPayout stored = *transaction.find_payout(owner.key, payouts::PayoutNumber{0});
    stored.payout.note = "why";
    transaction.update_payout(stored);
  }));
  read([&](Reads& reads) {
    EXPECT_EQ(reads.find_payout(owner.key, payouts::PayoutNumber{0})->payout.note, "why");
  });
}

}  // namespace payoutd::store
