// The contract suites about money on SQLite.

#include "store/batch_contract.h"
#include "store/books_contract.h"
#include "store/life_contract.h"
#include "store/list_contract.h"
#include "store/money_contract.h"
#include "store/referral_contract.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store {
namespace {

using sqlite::open_scratch_sqlite;

INSTANTIATE_TEST_SUITE_P(Sqlite, MoneyStoreContract, testing::Values(&open_scratch_sqlite));
INSTANTIATE_TEST_SUITE_P(Sqlite, LifeStoreContract, testing::Values(&open_scratch_sqlite));
INSTANTIATE_TEST_SUITE_P(Sqlite, ListStoreContract, testing::Values(&open_scratch_sqlite));
INSTANTIATE_TEST_SUITE_P(Sqlite, BooksStoreContract, testing::Values(&open_scratch_sqlite));
INSTANTIATE_TEST_SUITE_P(Sqlite, ReferralStoreContract, testing::Values(&open_scratch_sqlite));
INSTANTIATE_TEST_SUITE_P(Sqlite, BatchStoreContract, testing::Values(&open_scratch_sqlite));

}  // namespace
}  // namespace payoutd::store
