// store/sqlite/integrity.h: what SQLite and a few whole-file questions find wrong. Private to the
// driver; throws Failure.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// See Store::check_integrity.
std::vector<std::string> find_problems(Connection& reader);

// See Store::check_quickly.
std::vector<std::string> find_problems_quickly(Connection& reader);

}  // namespace payoutd::store::sqlite
