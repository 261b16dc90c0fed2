#include "actions/verify_audit.h"

namespace payoutd::actions {
namespace {

class VerifyAudit {
 public:
  explicit VerifyAudit(VerifyReport& report) : report_(report) {}

  void line(const access::AuditLine& line) {
    if (sound_ && line.number != last_ + 1) {
      tell("line " + std::to_string(last_ + 1) + " is missing");
    } else if (sound_ && access::hash_of(hash_, line) != line.hash) {
      tell("line " + std::to_string(line.number) + " was altered, or the one before");
    }
    last_ = line.number;
    hash_ = line.hash;
  }

  void finish(const store::AuditHead& head) {
    if (last_ < head.number) {
      const std::string first = std::to_string(last_ + 1);
      const std::string last = std::to_string(head.number);
      tell("the lines from " + first + " to " + last + " are missing at its end");
    } else if (last_ > head.number) {
      tell("it has lines behind its last, " + std::to_string(head.number));
    } else if (hash_ != head.hash) {
      tell("line " + std::to_string(last_) + ", its last, is not the one that was written");
    }
  }

 private:
  // Of what follows the first trouble nothing can be told.
  void tell(const std::string& what) {
    report_.breach("the audit log: " + what);
    sound_ = false;
  }

  VerifyReport& report_;
  int64_t last_ = 0;
  base::Sha256 hash_{};
  bool sound_ = true;
};

}  // namespace

base::Status verify_audit(store::Store& store, VerifyReport& report) {
  VerifyAudit audit(report);
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    reads.read_audit([&audit](const access::AuditLine& line) { audit.line(line); });
    audit.finish(reads.audit_head());
    return {};
  });
  if (!read && read.error().reason == "store_damaged") {
    report.breach("the audit log: " + read.error().message);
    return {};
  }
  return read;
}

}  // namespace payoutd::actions
