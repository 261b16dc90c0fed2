// actions/audit.h: the audit log, line by line (docs/OPERATOR_API.md).
#pragma once

#include <string>
#include <vector>

#include "access/audit_chain.h"
#include "store/store.h"

namespace payoutd::actions {

// What a line says beside its number, its time, its outcome and its hash.
struct AuditSubject {
  std::string operator_name;
  std::string action;
  std::string target{};
  std::string remote_address{};
  std::string request_id{};
  std::string detail = "{}";  // a JSON object
};

// Appends the log's next line, in the transaction of what it is about.
void append_audit(store::Transaction& transaction, const AuditSubject& subject, int64_t outcome,
                  base::Timestamp now);

struct AuditPage {
  std::vector<access::AuditLine> lines;  // newest first
  bool has_more = false;
};

// The last `limit` lines whose numbers are below `before`. Errors: the store's.
base::Result<AuditPage> list_audit(store::Store& store, int64_t before, uint32_t limit);

}  // namespace payoutd::actions
