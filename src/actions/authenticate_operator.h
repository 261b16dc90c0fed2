// actions/authenticate_operator.h: whose token it is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/operator_token.h"
#include "actions/audited_call.h"
#include "base/secret.h"
#include "store/store.h"

namespace payoutd::actions {

// Who calls, and the call's line in the audit log. Every change of the call goes through `call`.
struct Operator {
  std::string name;
  access::Roles roles;
  std::shared_ptr<AuditedCall> call{};
};

enum class OperatorFault {
  none_set,  // there is no token that works: closed
  wrong,     // missing, unknown or revoked
};

// Safe from any thread.
class AuthenticateOperator {
 public:
  // `first`: the token of the settings; empty if there is none.
  AuthenticateOperator(store::Store& store, const base::Secret& first);

  // Takes the same way and the same time for every token that is wrong; digests are compared in
  // constant time. What is given has no call yet. Errors: the store's.
  base::Result<tl::expected<Operator, OperatorFault>> run(std::string_view token) const;

  bool has_first() const { return first_.has_value(); }

 private:
  store::Store& store_;
  std::optional<base::Sha256> first_;
};

}  // namespace payoutd::actions
