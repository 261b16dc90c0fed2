// access/audit_chain.h: a line of the audit log, and the hash that ties it to the line before
// (docs/OPERATOR_API.md, "The audit log"). Pure.
#pragma once

#include <cstdint>
#include <string>

#include "base/secret.h"
#include "base/timestamp.h"

namespace payoutd::access {

struct AuditLine {
  int64_t number = 0;  // 1, 2, 3 … without a gap
  base::Timestamp at;
  std::string operator_name;
  std::string action;          // method and route, or `command` and the name of a command
  std::string target;          // the id in the path; may be empty
  int64_t outcome = 0;         // the status that was answered
  std::string remote_address;  // empty for a command
  std::string request_id;      // likewise
  std::string detail;          // a JSON object of what was asked, without secrets
  base::Sha256 hash{};         // hash_of the line before's and of all of the above
};

// SHA-256 over the hash of the line before (zeros before the first) and every field but `hash`:
// each number as 8 bytes, big-endian, each text behind its length as such a number, in the order of
// the struct. So no two lines have the same bytes. DO NOT CHANGE: every database has hashes of it.
base::Sha256 hash_of(const base::Sha256& before, const AuditLine& line);

}  // namespace payoutd::access
