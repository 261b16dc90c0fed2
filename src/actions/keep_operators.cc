#include "actions/keep_operators.h"

namespace payoutd::actions {

Change<NewOperator> KeepOperators::create(std::string name, access::Roles roles) const {
  return [this, name = std::move(name),
          roles](store::Transaction& transaction) -> base::Result<NewOperator> {
    NewOperator made{name, roles, access::make_operator_token(random_)};
    auto added = transaction.add_operator({.name = name,
                                           .token_hash = base::sha256(made.token.reveal()),
                                           .roles = roles,
                                           .created_at = clock_.now()});
    if (!added) return base::forward(std::move(added));
    return made;
  };
}

Change<Nothing> KeepOperators::revoke(std::string name) const {
  return [this, name = std::move(name)](store::Transaction& transaction) -> base::Result<Nothing> {
    auto revoked = transaction.revoke_operator(name, clock_.now());
    if (!revoked) return base::forward(std::move(revoked));
    return Nothing{};
  };
}

base::Result<std::vector<store::OperatorRow>> KeepOperators::list() const {
  std::vector<store::OperatorRow> rows;
  auto read = store_.read([&rows](store::Reads& reads) -> base::Status {
    rows = reads.list_operators();
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return rows;
}

}  // namespace payoutd::actions
