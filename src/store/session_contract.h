// store/session_contract.h: what every store must do with sessions, the codes that open them, and
// users' profiles, as one suite. For tests only.
#pragma once

#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class SessionStoreContract : public StoreFixture {
 protected:
  NewSessionRow session(const Owner& user, const std::string& token, int64_t lives_micros) {
    return {.owner = user.key,
            .token_hash = base::sha256(token),
            .expires_at = later(lives_micros),
            .id = base::make_uuid_v7(now, random_),
            .provider = access::Provider::by_operator,
            .user_agent = "Browser/1.0",
            .remote_address = "192.0.2.1"};
  }
  base::Timestamp later(int64_t micros) const { return {now.micros + micros}; }
  void add(const NewSessionRow& row, base::Timestamp at) {
    ASSERT_TRUE(
        write([&](Transaction& transaction) { ASSERT_TRUE(transaction.add_session(row, at)); }));
  }
  std::optional<Session> find(const base::Uuid& id) {
    std::optional<Session> found;
    read([&](Reads& reads) { found = reads.find_session(id); });
    return found;
  }
  std::vector<base::Uuid> working(const Owner& user, base::Timestamp at) {
    std::vector<base::Uuid> ids;
    read([&](Reads& reads) {
      for (const Session& each : reads.list_sessions(user.key, at)) ids.push_back(each.id);
    });
    return ids;
  }
  LoginCode code(const std::string& email, base::Timestamp at) {
    return {.request_id = base::make_uuid_v7(at, random_),
            .email = email,
            .code_hash = base::sha256(email),
            .attempts = 0,
            .created_at = at,
            .expires_at = {at.micros + 100}};
  }
  std::optional<LoginCode> find_code(const base::Uuid& id) {
    std::optional<LoginCode> found;
    read([&](Reads& reads) { found = reads.find_login_code(id); });
    return found;
  }
};

TEST_P(SessionStoreContract, a_session_is_kept_whole) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const NewSessionRow row = session(user, "t", 50);
  add(row, now);
  const auto found = find(row.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, row.id);
  EXPECT_EQ(found->owner, user.key);
  EXPECT_EQ(found->provider, access::Provider::by_operator);
  EXPECT_EQ(found->created_at, now);
  EXPECT_EQ(found->last_seen_at, now);
  EXPECT_EQ(found->expires_at, later(50));
  EXPECT_FALSE(found->revoked_at);
  EXPECT_EQ(found->user_agent, "Browser/1.0");
  EXPECT_EQ(found->remote_address, "192.0.2.1");
  EXPECT_FALSE(find(base::make_uuid_v7(now, random_)));

  NewSessionRow bare = session(user, "bare", 50);
  bare.user_agent.clear();
  bare.remote_address.clear();
  add(bare, now);
  EXPECT_EQ(find(bare.id)->user_agent, "");
  EXPECT_EQ(find(bare.id)->remote_address, "");
}

TEST_P(SessionStoreContract, sessions_that_work_are_listed_newest_first) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const Owner other = new_owner(OwnerKind::user, "b@x.test");
  const NewSessionRow first = session(user, "1", 50);
  const NewSessionRow second = session(user, "2", 40);
  const NewSessionRow gone = session(user, "3", 40);
  const NewSessionRow foreign = session(other, "4", 40);
  add(first, now);
  add(second, later(1));
  add(gone, later(2));
  add(foreign, later(2));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.revoke_session(user.key, gone.id, later(3)));
  }));
  EXPECT_EQ(working(user, later(4)), (std::vector{second.id, first.id}));
  EXPECT_EQ(working(user, later(39)), (std::vector{second.id, first.id}));
  EXPECT_EQ(working(user, later(40)), (std::vector{first.id}));
  EXPECT_EQ(working(other, later(4)), (std::vector{foreign.id}));
}

TEST_P(SessionStoreContract, only_its_user_revokes_a_session_and_only_one_that_works) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const Owner other = new_owner(OwnerKind::user, "b@x.test");
  const NewSessionRow row = session(user, "t", 50);
  const NewSessionRow old = session(user, "old", 5);
  add(row, now);
  add(old, now);
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_FALSE(transaction.revoke_session(other.key, row.id, later(6)));
    EXPECT_FALSE(transaction.revoke_session(user.key, base::make_uuid_v7(now, random_), later(6)));
    EXPECT_FALSE(transaction.revoke_session(user.key, old.id, later(6)));
  }));
  EXPECT_FALSE(find(row.id)->revoked_at);
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.revoke_session(user.key, row.id, later(6)));
    EXPECT_FALSE(transaction.revoke_session(user.key, row.id, later(7)));
  }));
  EXPECT_EQ(find(row.id)->revoked_at, later(6));
  store_.find_session(row.token_hash, [](auto found) { EXPECT_TRUE((*found)->revoked); });
}

TEST_P(SessionStoreContract, a_session_is_extended_never_shortened_and_not_after_it_was_revoked) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const NewSessionRow row = session(user, "t", 50);
  const NewSessionRow other = session(user, "other", 50);
  add(row, now);
  add(other, now);
  const auto extend = [&](int64_t expires, int64_t seen) {
    ASSERT_TRUE(write([&](Transaction& transaction) {
      transaction.extend_session(row.id, later(expires), later(seen));
    }));
  };
  extend(90, 7);
  EXPECT_EQ(find(row.id)->expires_at, later(90));
  EXPECT_EQ(find(row.id)->last_seen_at, later(7));
  EXPECT_EQ(find(row.id)->created_at, now);
  extend(80, 6);
  EXPECT_EQ(find(row.id)->expires_at, later(90));
  EXPECT_EQ(find(row.id)->last_seen_at, later(7));
  EXPECT_EQ(find(other.id)->expires_at, later(50));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.revoke_session(user.key, row.id, later(8)));
  }));
  extend(100, 10);
  EXPECT_EQ(find(row.id)->expires_at, later(90));
}

TEST_P(SessionStoreContract, expired_sessions_of_a_user_are_deleted_a_few_at_a_time) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const Owner other = new_owner(OwnerKind::user, "b@x.test");
  std::vector<base::Uuid> old;
  for (int i = 0; i < 3; ++i) {
    const NewSessionRow row = session(user, "old" + std::to_string(i), 5);
    old.push_back(row.id);
    add(row, now);
  }
  const NewSessionRow kept = session(user, "kept", 50);
  const NewSessionRow foreign = session(other, "foreign", 5);
  add(kept, now);
  add(foreign, now);
  const auto left = [&] {
    size_t count = 0;
    for (const base::Uuid& id : old) count += find(id) ? 1U : 0U;
    return count;
  };
  const auto erase = [&] {
    ASSERT_TRUE(write([&](Transaction& transaction) {
      transaction.delete_expired_sessions(user.key, later(5), 2);
    }));
  };
  erase();
  EXPECT_EQ(left(), 1U);
  erase();
  EXPECT_EQ(left(), 0U);
  EXPECT_TRUE(find(kept.id));
  EXPECT_TRUE(find(foreign.id));
}

TEST_P(SessionStoreContract, a_login_code_is_kept_whole_and_its_use_is_noted) {
  LoginCode made = code("a@x.test", now);
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.add_login_code(made); }));
  const auto expect_stored = [&] {
    const auto found = find_code(made.request_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->request_id, made.request_id);
    EXPECT_EQ(found->email, made.email);
    EXPECT_EQ(found->code_hash, made.code_hash);
    EXPECT_EQ(found->attempts, made.attempts);
    EXPECT_EQ(found->created_at, made.created_at);
    EXPECT_EQ(found->expires_at, made.expires_at);
    EXPECT_EQ(found->used_at, made.used_at);
  };
  expect_stored();
  made.attempts = 3;
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.update_login_code(made); }));
  expect_stored();
  made.used_at = later(4);
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.update_login_code(made); }));
  expect_stored();
  EXPECT_FALSE(find_code(base::make_uuid_v7(now, random_)));
}

TEST_P(SessionStoreContract, login_codes_are_counted_by_address_since_a_time) {
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (const int64_t at : {30, 10, 20}) transaction.add_login_code(code("a@x.test", later(at)));
    transaction.add_login_code(code("b@x.test", later(15)));
    EXPECT_EQ(transaction.login_codes_since("a@x.test", later(0)).size(), 3U)
        << "before the commit";
  }));
  read([&](Reads& reads) {
    using Times = std::vector<base::Timestamp>;
    EXPECT_EQ(reads.login_codes_since("a@x.test", now), (Times{later(10), later(20), later(30)}));
    EXPECT_EQ(reads.login_codes_since("a@x.test", later(10)), (Times{later(20), later(30)}));
    EXPECT_EQ(reads.login_codes_since("b@x.test", now), (Times{later(15)}));
    EXPECT_EQ(reads.login_codes_since("c@x.test", now), Times{});
  });
}

TEST_P(SessionStoreContract, old_login_codes_are_deleted_a_few_at_a_time_oldest_first) {
  std::vector<LoginCode> codes;
  for (int i = 0; i < 5; ++i) codes.push_back(code("a@x.test", later(i)));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (const LoginCode& each : codes) transaction.add_login_code(each);
    transaction.delete_login_codes(later(4), 3);
  }));
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(find_code(codes[i].request_id).has_value(), i >= 3) << i;
  }
  ASSERT_TRUE(
      write([&](Transaction& transaction) { transaction.delete_login_codes(later(4), 3); }));
  EXPECT_FALSE(find_code(codes[3].request_id));
  EXPECT_TRUE(find_code(codes[4].request_id));
}

TEST_P(SessionStoreContract, users_are_found_by_address_and_clients_are_not) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  new_owner(OwnerKind::client, "b@x.test");
  read([&](Reads& reads) {
    const auto found = reads.find_user_by_email("a@x.test");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key, user.key);
    EXPECT_EQ(found->id, user.id);
    EXPECT_EQ(found->kind, OwnerKind::user);
    EXPECT_FALSE(reads.find_user_by_email("A@x.test"));
    EXPECT_FALSE(reads.find_user_by_email("b@x.test"));
    EXPECT_FALSE(reads.find_user_by_email(""));
  });
}

TEST_P(SessionStoreContract, a_profile_has_a_display_name_once_one_was_set) {
  const Owner user = new_owner(OwnerKind::user, "a@x.test");
  const Owner other = new_owner(OwnerKind::user, "b@x.test");
  const Owner client = new_owner(OwnerKind::client, "c");
  const auto expect = [&](const std::optional<std::string>& name, base::Timestamp updated_at) {
    read([&](Reads& reads) {
      const auto profile = reads.find_user_profile(user.key);
      ASSERT_TRUE(profile);
      EXPECT_EQ(profile->id, user.id);
      EXPECT_EQ(profile->email, "a@x.test");
      EXPECT_EQ(profile->created_at, now);
      EXPECT_EQ(profile->display_name, name);
      EXPECT_EQ(profile->updated_at, updated_at);
      EXPECT_FALSE(reads.find_user_profile(other.key)->display_name);
      EXPECT_FALSE(reads.find_user_profile(client.key));
    });
  };
  const auto set = [&](const std::optional<std::string>& name, base::Timestamp at) {
    ASSERT_TRUE(
        write([&](Transaction& transaction) { transaction.set_display_name(user.key, name, at); }));
  };
  expect({}, now);
  set("Ada", later(5));
  expect("Ada", later(5));
  set("Änne", later(6));
  expect("Änne", later(6));
  set(std::nullopt, later(7));
  expect({}, later(7));
}

}  // namespace payoutd::store
