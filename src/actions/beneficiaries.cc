#include "actions/beneficiaries.h"

#include <memory>

#include "base/utf8.h"

namespace payoutd::actions {

void Beneficiaries::save(const Caller& caller, payouts::NewBeneficiary asked,
                         Done<base::Result<BeneficiaryWithTotals>> done) {
  auto saved = std::make_shared<store::Beneficiary>();
  writer_.submit(
      [&clock = clock_, sealing = sealing_, caller, asked = std::move(asked),
       saved](store::Transaction& transaction) {
        auto owner = transaction.change_owner(caller.owner);
        if (!owner) return base::Status(base::forward(std::move(owner)));
        const base::Timestamp now = clock.now();
        *saved = {.id = {base::make_uuid_v7(now, sealing.random)},
                  .number = ++(*owner)->beneficiary_count,
                  .details = asked.details,
                  .metadata = asked.metadata,
                  .created_at = now};
        std::string& identifiers = saved->details.identifiers;
        if (!identifiers.empty()) {
          identifiers = base::seal(base::Secret(identifiers), sealing_context(saved->id.value),
                                   sealing.key, sealing.random);
        }
        // A line break keeps a search from matching across the address and the name.
        transaction.add_beneficiary(
            caller.owner, *saved,
            base::fold_case(asked.details.email + "\n" + asked.details.first_name + " " +
                            asked.details.last_name));
        return base::Status();
      },
      [saved, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(BeneficiaryWithTotals{std::move(*saved), {}});
      });
}

void Beneficiaries::remove(const Caller& caller, const payouts::BeneficiaryId& id,
                           Done<base::Status> done) {
  writer_.submit(
      [&clock = clock_, caller, id](store::Transaction& transaction) -> base::Status {
        auto owner = transaction.change_owner(caller.owner);
        if (!owner) return base::forward(std::move(owner));
        if (transaction.delete_beneficiary(caller.owner, id, clock.now())) return {};
        return base::refused("beneficiary_not_found", "there is no such beneficiary");
      },
      std::move(done));
}

base::Result<std::optional<BeneficiaryWithTotals>> Beneficiaries::find(
    payouts::OwnerKey owner, const payouts::BeneficiaryId& id) const {
  std::optional<BeneficiaryWithTotals> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    auto beneficiary = reads.find_beneficiary(owner, id);
    if (!beneficiary) return {};
    found.emplace(BeneficiaryWithTotals{std::move(*beneficiary), reads.find_totals(owner, id)});
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return found;
}

base::Result<store::PageOf<BeneficiaryWithTotals>> Beneficiaries::list(
    payouts::OwnerKey owner, BeneficiaryQuery query) const {
  query.search = base::fold_case(query.search);
  store::PageOf<BeneficiaryWithTotals> page;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    auto found = reads.list_beneficiaries(owner, query);
    page.total = found.total;
    for (store::Beneficiary& each : found.rows) {
      auto totals = reads.find_totals(owner, each.id);
      page.rows.push_back({std::move(each), std::move(totals)});
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return page;
}

}  // namespace payoutd::actions
