#include "access/audit_chain.h"

#include <string_view>

namespace payoutd::access {
namespace {

void append(int64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<uint64_t>(number) >> static_cast<unsigned>(shift));
  }
}

void append(std::string_view text, std::string& out) {
  append(static_cast<int64_t>(text.size()), out);
  out += text;
}

}  // namespace

base::Sha256 hash_of(const base::Sha256& before, const AuditLine& line) {
  std::string bytes(before.begin(), before.end());
  append(line.number, bytes);
  append(line.at.micros, bytes);
  append(line.operator_name, bytes);
  append(line.action, bytes);
  append(line.target, bytes);
  append(line.outcome, bytes);
  append(line.remote_address, bytes);
  append(line.request_id, bytes);
  append(line.detail, bytes);
  return base::sha256(bytes);
}

}  // namespace payoutd::access
