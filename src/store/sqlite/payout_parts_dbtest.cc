#include "store/parts_contract.h"
#include "store/sqlite/payout_parts.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store {
namespace {

using sqlite::Missing;
using sqlite::open_scratch_sqlite;
using sqlite::open_sqlite_store;
using sqlite::tamper;

INSTANTIATE_TEST_SUITE_P(Sqlite, PartsStoreContract, testing::Values(&open_scratch_sqlite));

class PartsOfFile : public testing::Test {
 protected:
  // Ten payouts of one owner.
  PartsOfFile() : store_(*open_sqlite_store(path_, Missing::create, clock_)) {
    tamper(path_,
           "INSERT INTO owners (owner_key, id, kind, mode, name, version, payout_count, created_at)"
           " VALUES (1, x'00112233445566778899aabbccddeeff', 0, 0, 'x', 2, 10, 0);"
           "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
           " INSERT INTO payouts (owner_key, number, version, id, status, currency, amount_micro,"
           " fees_micro, imported, created_at, updated_at, reference_id) SELECT 1, i, 2,"
           " randomblob(16), 0, 'USD', 1, 0, 0, 0, 0, 'R' || i FROM n");
  }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
  const std::string path_ = folder_.file("parts.db");
  std::unique_ptr<Store> store_;
};

TEST_F(PartsOfFile, come_one_after_the_other_if_no_state_can_be_shared) {
  sqlite::ReaderPool readers(path_);
  const CollectParts read(3);
  EXPECT_EQ(*sqlite::read_payouts_in_parts(readers, {1}, read.sinks(), 0), 2);
  EXPECT_EQ(read.expect_whole(2), 10U);
}

TEST_F(PartsOfFile, a_damaged_row_in_any_of_them_fails_all) {
  class Skip final : public CollectPart {
   public:
    explicit Skip(std::atomic<int>& skipped) : skipped_(skipped) {}
    void payout(const payouts::PayoutView& /*payout*/) override {}
    bool skip_damaged(int64_t number, std::string_view what) override {
      EXPECT_GE(number, range().first);
      EXPECT_LT(number, range().end);
      EXPECT_EQ(what, "a payout has an unknown currency");
      ++skipped_;
      return true;
    }

   private:
    std::atomic<int>& skipped_;
  };
  for (int number = 0; number < 10; ++number) {
    tamper(path_,
           "UPDATE payouts SET currency = 'USD';UPDATE payouts SET currency = 'QQQ' WHERE "
           "number = " +
               std::to_string(number));
    const CollectParts read(3);
    const auto answer = store_->read_payouts_in_parts({1}, read.sinks());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reason, "store_damaged");
    std::atomic<int> skipped = 0;
    std::vector<Skip> skips(3, Skip(skipped));
    std::vector<PartSink*> sinks;
    for (Skip& each : skips) sinks.push_back(&each);
    EXPECT_EQ(*store_->read_payouts_in_parts({1}, sinks), 2);
    EXPECT_EQ(skipped, 1);
  }
}

TEST_F(PartsOfFile, what_is_behind_the_last_number_is_not_hidden) {
  tamper(path_, "UPDATE payouts SET number = 17 WHERE number = 9");
  class Last final : public CollectPart {
   public:
    void payout(const payouts::PayoutView& payout) override { last = payout.number; }
    payouts::PayoutNumber last = 0;
  };
  CollectPart first;
  Last last;
  PartSink* const sinks[] = {&first, &last};
  EXPECT_TRUE(store_->read_payouts_in_parts({1}, sinks));
  EXPECT_EQ(last.last, 17U);
}

}  // namespace
}  // namespace payoutd::store
