#include "actions/authenticate_operator.h"

namespace payoutd::actions {

AuthenticateOperator::AuthenticateOperator(store::Store& store, const base::Secret& first)
    : store_(store) {
  if (!first.empty()) first_ = base::sha256(first.reveal());
}

base::Result<tl::expected<Operator, OperatorFault>> AuthenticateOperator::run(
    std::string_view token) const {
  const base::Sha256 digest = base::sha256(token);
  const bool is_first =
      base::equal_in_constant_time(digest, first_.value_or(base::Sha256{})) && first_.has_value();
  // A look-up by digest tells an attacker nothing by its time: a digest cannot be steered.
  std::optional<store::OperatorRow> found;
  bool any_works = false;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    found = reads.find_operator(digest);
    any_works = reads.has_working_operator();
    return {};
  });
  if (!read) return base::forward(std::move(read));
  if (is_first) return Operator{std::string(access::first_operator), access::Roles::all()};
  if (!has_first() && !any_works) return tl::unexpected(OperatorFault::none_set);
  if (!found || found->revoked_at) return tl::unexpected(OperatorFault::wrong);
  return Operator{std::move(found->name), found->roles};
}

}  // namespace payoutd::actions
