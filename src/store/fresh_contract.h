// store/fresh_contract.h: what begins every request is as fresh as the last write that was
// acknowledged, whoever wrote it; one suite for every store. For tests only.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class FreshStoreContract : public StoreFixture {
 protected:
  FreshStoreContract() : other_(scratch_->reopen()), owner_(new_owner(OwnerKind::client, "Acme")) {
    EXPECT_TRUE(write([&](Transaction& transaction) {
      EXPECT_TRUE(transaction.add_api_key({owner_.key, "key", {}, "sealed"}, now));
      EXPECT_TRUE(transaction.add_session(session("token"), now));
    }));
  }

  NewSessionRow session(const std::string& token) {
    return {.owner = owner_.key,
            .token_hash = base::sha256(token),
            .expires_at = {now.micros + 100},
            .id = base::make_uuid_v7(now, random_)};
  }
  static std::optional<ApiKeyOwner> ask_key(Store& store, const std::string& key = "key") {
    std::optional<ApiKeyOwner> answer;
    store.find_api_key(key, [&](auto found) { answer = must(std::move(found)); });
    return answer;
  }
  static std::optional<SessionOwner> ask_session(Store& store, const std::string& token = "token") {
    std::optional<SessionOwner> answer;
    store.find_session(base::sha256(token), [&](auto found) { answer = must(std::move(found)); });
    return answer;
  }
  // Raises the owner's version.
  payouts::Version commit(Store& store) const {
    payouts::Version version = 0;
    EXPECT_TRUE(store.write([&](Transaction& transaction) -> base::Status {
      version = must(transaction.change_owner(owner_.key))->version;
      return {};
    }));
    return version;
  }

  std::unique_ptr<Store> other_;  // as another process has it
  const Owner owner_;
};

TEST_P(FreshStoreContract, each_write_is_seen_by_who_asks_later) {
  for (int i = 0; i < 400; ++i) {
    const payouts::Version version = commit(i % 3 == 0 ? *other_ : store_);
    for (Store* each : {&store_, other_.get()}) {
      for (int times = 0; times < 3; ++times) {
        ASSERT_EQ(ask_key(*each)->version, version);
        ASSERT_EQ(ask_session(*each)->version, version);
      }
    }
  }
}

TEST_P(FreshStoreContract, what_is_asked_for_again_is_the_same) {
  const base::Sha256 hash = base::sha256("secret");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.add_api_key(
        {owner_.key, "signed", hash, std::string("\0sealed", 7), true, "192.0.2.0/24"}, now));
  }));
  for (int times = 0; times < 3; ++times) {
    const auto key = ask_key(store_, "signed");
    ASSERT_TRUE(key);
    EXPECT_EQ(key->owner, owner_.key);
    EXPECT_EQ(key->owner_id, owner_.id);
    EXPECT_EQ(key->secret_hash, hash);
    EXPECT_EQ(key->mode, owner_.mode);
    EXPECT_FALSE(key->revoked);
    EXPECT_TRUE(key->signature_required);
    EXPECT_EQ(key->sealed_signing_secret, std::string("\0sealed", 7));
    EXPECT_EQ(key->allowed_networks, "192.0.2.0/24");
    EXPECT_FALSE(ask_key(store_)->signature_required) << "and nobody else's";
    const auto session = ask_session(store_);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->owner, owner_.key);
    EXPECT_EQ(session->owner_id, owner_.id);
    EXPECT_EQ(session->expires_at.micros, now.micros + 100);
    EXPECT_FALSE(session->revoked);
  }
}

TEST_P(FreshStoreContract, what_was_revoked_elsewhere_is_revoked_at_once) {
  for (int i = 0; i < 30; ++i) {
    const std::string name = std::to_string(i);
    const NewSessionRow made = session(name);
    for (Store* each : {&store_, other_.get()}) {
      EXPECT_FALSE(ask_key(*each, name)) << "and this is not remembered";
      EXPECT_FALSE(ask_session(*each, name));
    }
    ASSERT_TRUE(other_->write([&](Transaction& transaction) -> base::Status {
      EXPECT_TRUE(transaction.add_api_key({owner_.key, name, {}, "sealed"}, now));
      return transaction.add_session(made, now);
    }));
    for (Store* each : {&store_, other_.get()}) {
      EXPECT_FALSE(ask_key(*each, name)->revoked);
      EXPECT_FALSE(ask_session(*each, name)->revoked);
    }
    ASSERT_TRUE(other_->write([&](Transaction& transaction) -> base::Status {
      EXPECT_TRUE(transaction.revoke_session(owner_.key, made.id, now));
      return transaction.revoke_api_key(name, now);
    }));
    for (Store* each : {&store_, other_.get()}) {
      EXPECT_TRUE(ask_key(*each, name)->revoked);
      EXPECT_TRUE(ask_session(*each, name)->revoked);
    }
  }
}

TEST_P(FreshStoreContract, so_it_is_when_many_ask_and_write_at_once) {
  std::atomic<payouts::Version> acknowledged = owner_.version;
  std::atomic<bool> done = false;
  std::vector<std::jthread> askers;
  for (Store* each : {&store_, other_.get(), &store_}) {
    askers.emplace_back([&, each] {
      payouts::Version seen = 0;
      while (!done) {
        const payouts::Version least = acknowledged;
        const payouts::Version by_key = ask_key(*each)->version;
        const payouts::Version by_session = ask_session(*each)->version;
        EXPECT_GE(by_key, least);
        EXPECT_GE(by_key, seen);
        EXPECT_GE(by_session, by_key);
        seen = by_session;
      }
    });
  }
  for (int i = 0; i < 400; ++i) acknowledged = commit(i % 2 == 0 ? *other_ : store_);
  done = true;
}

}  // namespace payoutd::store
