// store/migrations/migrations.h: how a database of any age becomes one of today. Append-only: what
// has been released is never edited. Written in SQLite's types; a driver of another engine
// translates.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace payoutd::store {

struct Migration {
  int64_t version;  // 1, 2, 3, … without a gap
  std::string_view name;
  std::string_view sql;  // several statements
};

std::span<const Migration> all_migrations();
// The version of the last one: what this program writes and the newest it opens.
int64_t schema_version();

}  // namespace payoutd::store
