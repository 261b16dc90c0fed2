#include "store/open_changes.h"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::store {
namespace {

const money::Currency usd = *money::find_currency("USD");
const money::Currency eur = *money::find_currency("EUR");

Owner owner(int64_t key, EntryNumber entries) {
  Owner made;
  made.key = {key};
  made.entry_count = entries;
  return made;
}

OpenChanges::Accounts accounts(int64_t wallet_id) {
  OpenChanges::Accounts made;
  made.now.accounts.push_back({ledger::AccountKind::wallet, usd});
  made.now.wallet_id = wallet_id;
  return made;
}

// What is there, without touching it.
std::map<int64_t, EntryNumber> owners_of(const OpenChanges& changes) {
  std::map<int64_t, EntryNumber> found;
  changes.for_each_owner([&](const Owner& each) { found[each.key.value] = each.entry_count; });
  return found;
}
std::map<OpenChanges::AccountsKey, int64_t> wallets_of(const OpenChanges& changes) {
  std::map<OpenChanges::AccountsKey, int64_t> found;
  changes.for_each_accounts(
      [&](const OpenChanges::AccountsKey& key, const OpenChanges::Accounts& each) {
        found[key] = each.now.wallet_id.value_or(0);
      });
  return found;
}

using Owners = std::map<int64_t, EntryNumber>;

TEST(OpenChanges, what_was_not_put_is_not_found) {
  OpenChanges changes;
  changes.begin_part();
  EXPECT_EQ(changes.find(payouts::OwnerKey{1}), nullptr);
  EXPECT_EQ(changes.find({payouts::OwnerKey{1}, usd}), nullptr);
  changes.undo_part();
  EXPECT_TRUE(owners_of(changes).empty());
}

TEST(OpenChanges, what_was_put_is_changed_in_place) {
  OpenChanges changes;
  changes.begin_part();
  Owner& put = changes.put(owner(1, 5));
  EXPECT_EQ(changes.find(payouts::OwnerKey{1}), &put);
  put.entry_count = 6;
  changes.begin_part();
  EXPECT_EQ(changes.find(payouts::OwnerKey{1})->entry_count, 6);
}

TEST(OpenChanges, what_a_part_put_is_gone_with_it) {
  OpenChanges changes;
  changes.begin_part();
  changes.put(owner(1, 5)).entry_count = 6;
  changes.put({payouts::OwnerKey{1}, usd}, accounts(3));
  changes.undo_part();
  EXPECT_EQ(changes.find(payouts::OwnerKey{1}), nullptr);
  EXPECT_EQ(changes.find({payouts::OwnerKey{1}, usd}), nullptr);
}

TEST(OpenChanges, what_an_earlier_part_touched_is_as_it_left_it) {
  OpenChanges changes;
  const OpenChanges::AccountsKey key(payouts::OwnerKey{1}, usd);
  changes.begin_part();
  changes.put(owner(1, 5)).entry_count = 6;
  changes.put(key, accounts(3));
  changes.begin_part();
  changes.find(payouts::OwnerKey{1})->entry_count = 7;
  changes.find(payouts::OwnerKey{1})->entry_count = 8;
  changes.find(key)->now.wallet_id = 4;
  changes.find(key)->wallet_is_stored = true;
  changes.undo_part();
  EXPECT_EQ(owners_of(changes), (Owners{{1, 6}}));
  EXPECT_EQ(wallets_of(changes).at(key), 3);
  EXPECT_FALSE(changes.find(key)->wallet_is_stored);

  changes.begin_part();
  changes.find(payouts::OwnerKey{1})->entry_count = 9;
  changes.begin_part();
  changes.undo_part();
  EXPECT_EQ(owners_of(changes), (Owners{{1, 9}})) << "a part that touched nothing";
}

TEST(OpenChanges, what_is_put_over_something_gives_it_back) {
  OpenChanges changes;
  changes.begin_part();
  changes.put(owner(1, 5));
  changes.begin_part();
  changes.put(owner(1, 6));
  changes.put(owner(1, 7));
  changes.undo_part();
  EXPECT_EQ(owners_of(changes), (Owners{{1, 5}}));
}

TEST(OpenChanges, parts_that_are_kept_and_undone_in_turn_do_not_mix) {
  OpenChanges changes;
  changes.begin_part();  // kept
  changes.put(owner(1, 1));
  changes.begin_part();  // undone
  changes.find(payouts::OwnerKey{1})->entry_count = 20;
  changes.put(owner(2, 20));
  changes.undo_part();
  changes.begin_part();  // kept
  changes.find(payouts::OwnerKey{1})->entry_count = 3;
  changes.put(owner(3, 3));
  changes.begin_part();  // undone
  changes.put(owner(2, 40));
  changes.find(payouts::OwnerKey{3})->entry_count = 40;
  changes.undo_part();
  EXPECT_EQ(owners_of(changes), (Owners{{1, 3}, {3, 3}}));
}

TEST(OpenChanges, each_currency_of_each_owner_is_its_own) {
  OpenChanges changes;
  changes.begin_part();
  changes.put({payouts::OwnerKey{1}, usd}, accounts(1));
  changes.put({payouts::OwnerKey{1}, eur}, accounts(2));
  changes.put({payouts::OwnerKey{2}, usd}, accounts(3));
  changes.begin_part();
  changes.find({payouts::OwnerKey{1}, eur})->now.wallet_id = 9;
  changes.undo_part();
  EXPECT_EQ(wallets_of(changes),
            (std::map<OpenChanges::AccountsKey, int64_t>{{{payouts::OwnerKey{1}, usd}, 1},
                                                         {{payouts::OwnerKey{1}, eur}, 2},
                                                         {{payouts::OwnerKey{2}, usd}, 3}}));
}

// Against a copy of everything at the beginning of each part.
TEST(OpenChanges, undoing_is_as_if_the_part_had_never_been) {
  EXPECT_TRUE(rc::check("the state after an undo is the state at begin_part", [] {
    OpenChanges changes;
    Owners model;
    Owners before;
    changes.begin_part();
    EntryNumber next = 0;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange(0, 4)));
    for (const auto& [what, key] : steps) {
      ++next;
      if (what == 0) {
        changes.begin_part();
        before = model;
      } else if (what == 1) {
        changes.undo_part();
        changes.begin_part();
        model = before;
      } else if (Owner* const known = changes.find(payouts::OwnerKey{key})) {
        known->entry_count = next;
        model[key] = next;
      } else {
        changes.put(owner(key, next));
        model[key] = next;
      }
      RC_ASSERT(owners_of(changes) == model);
    }
  }));
}

}  // namespace
}  // namespace payoutd::store
