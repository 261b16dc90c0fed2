#include "actions/audit.h"

namespace payoutd::actions {

void append_audit(store::Transaction& transaction, const AuditSubject& subject, int64_t outcome,
                  base::Timestamp now) {
  const store::AuditHead head = transaction.audit_head();
  access::AuditLine line{.number = head.number + 1,
                         .at = now,
                         .operator_name = subject.operator_name,
                         .action = subject.action,
                         .target = subject.target,
                         .outcome = outcome,
                         .remote_address = subject.remote_address,
                         .request_id = subject.request_id,
                         .detail = subject.detail,
                         .hash = {}};
  line.hash = access::hash_of(head.hash, line);
  transaction.append_audit(line);
}

base::Result<AuditPage> list_audit(store::Store& store, int64_t before, uint32_t limit) {
  AuditPage page;
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    page.lines = reads.list_audit(before, limit + 1);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  page.has_more = page.lines.size() > limit;
  if (page.has_more) page.lines.pop_back();
  return page;
}

}  // namespace payoutd::actions
