// The contract suite about signing in, on SQLite.

#include "store/session_contract.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, SessionStoreContract,
                         testing::Values(&sqlite::open_scratch_sqlite));

}  // namespace
}  // namespace payoutd::store
