#include "store/sqlite/integrity.h"

#include "store/sql/life_statements.h"
#include "store/sql/money_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

std::vector<std::string> all_but_ok(Connection& reader, std::string_view pragma) {
  std::vector<std::string> found;
  for (Statement integrity = reader.prepare(pragma); integrity.step();) {
    if (integrity.text(0) != "ok") found.emplace_back(integrity.text(0));
  }
  return found;
}

}  // namespace

std::vector<std::string> find_problems(Connection& reader) {
  std::vector<std::string> found = all_but_ok(reader, "PRAGMA integrity_check");
  Statement foreign = reader.prepare("PRAGMA foreign_key_check");
  while (foreign.step()) {
    found.push_back("a row of " + std::string(foreign.text(0)) + " refers to nothing in " +
                    std::string(foreign.text(2)));
  }
  for (Statement twice = reader.prepare(sql::ids_used_twice); twice.step();) {
    found.push_back("the payout id " + base::to_text(read_uuid(twice, 0)) + " is used twice");
  }
  for (Statement twice = reader.prepare(sql::attempt_keys_used_twice); twice.step();) {
    found.push_back("the attempt " + base::to_text(read_uuid(twice, 0)) + " is used twice");
  }
  Statement postings = reader.prepare(sql::postings_without_entry);
  if (postings.step() && postings.integer(0) != 0) {
    found.push_back(std::to_string(postings.integer(0)) + " postings belong to no entry");
  }
  return found;
}

std::vector<std::string> find_problems_quickly(Connection& reader) {
  return all_but_ok(reader, "PRAGMA quick_check");
}

}  // namespace payoutd::store::sqlite
