// actions/keep_operators.h: operators and their tokens: made, listed, revoked.
#pragma once

#include <string>
#include <vector>

#include "actions/operator_change.h"

namespace payoutd::actions {

using KnownOperator = store::OperatorRow;

// What a change gives that has nothing to tell.
struct Nothing {};

struct NewOperator {
  std::string name;
  access::Roles roles;
  base::Secret token;  // the only time that it is shown
};

// Safe from any thread. What it is made of must outlive it and the changes that it gave.
class KeepOperators {
 public:
  KeepOperators(store::Store& store, const base::Clock& clock, base::Random& random)
      : store_(store), clock_(clock), random_(random) {}

  // The name is one (access::is_operator_name). Refusals: `operator_exists`: names are never given
  // twice, so that the audit log's stay one person's.
  Change<NewOperator> create(std::string name, access::Roles roles) const;
  // From the next request on the token is refused, on every server. Once more changes nothing.
  // Refusals: `operator_not_found`.
  Change<Nothing> revoke(std::string name) const;
  // By name; without the setting's. Errors: the store's.
  base::Result<std::vector<KnownOperator>> list() const;

 private:
  store::Store& store_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace payoutd::actions
