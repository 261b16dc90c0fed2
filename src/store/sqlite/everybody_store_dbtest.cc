#include "store/everybody_contract.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store {
namespace {

using sqlite::open_scratch_sqlite;

INSTANTIATE_TEST_SUITE_P(Sqlite, EverybodyStoreContract, testing::Values(&open_scratch_sqlite));

}  // namespace
}  // namespace payoutd::store
