#include "access/audit_chain.h"

#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace payoutd::access {
namespace {

AuditLine sample() {
  return {.number = 1,
          .at = {1'705'314'600'123'456},
          .operator_name = "ada",
          .action = "POST /v1/admin/payouts/{id}/sent",
          .target = "pyt_1",
          .outcome = 200,
          .remote_address = "127.0.0.1",
          .request_id = "req_1",
          .detail = "{}",
          .hash = {}};
}

// What every database holds must not change.
TEST(AuditChain, the_hash_of_a_known_line) {
  EXPECT_EQ(base::to_hex(hash_of({}, sample())),
            "4b254a4ab177c569fe3bc611c7d4156a2a454dc87ef4ecc7a6fdf6eb87b36525");
}

TEST(AuditChain, every_field_and_the_line_before_count) {
  const base::Sha256 known = hash_of({}, sample());
  const std::function<void(AuditLine&)> changes[] = {
      [](AuditLine& line) { ++line.number; },
      [](AuditLine& line) { ++line.at.micros; },
      [](AuditLine& line) { line.operator_name += "x"; },
      [](AuditLine& line) { line.action += "x"; },
      [](AuditLine& line) { line.target += "x"; },
      [](AuditLine& line) { ++line.outcome; },
      [](AuditLine& line) { line.remote_address += "x"; },
      [](AuditLine& line) { line.request_id += "x"; },
      [](AuditLine& line) { line.detail += " "; },
  };
  for (const auto& change : changes) {
    AuditLine line = sample();
    change(line);
    EXPECT_NE(hash_of({}, line), known) << &change - changes;
  }
  EXPECT_NE(hash_of(known, sample()), known);
  AuditLine same = sample();
  same.hash = known;
  EXPECT_EQ(hash_of({}, same), known) << "its own hash is no part of it";
}

// Text that moves from one field to the next is another line.
RC_GTEST_PROP(AuditChain, no_two_lines_have_the_same_bytes,
              (const std::string& one, const std::string& two, const std::string& three)) {
  AuditLine line = sample();
  line.action = one;
  line.target = two + three;
  AuditLine moved = sample();
  moved.action = one + two;
  moved.target = three;
  RC_ASSERT((hash_of({}, line) == hash_of({}, moved)) == two.empty());
}

}  // namespace
}  // namespace payoutd::access
