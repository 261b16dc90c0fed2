#include "actions/referrals.h"

#include <memory>
#include <utility>

namespace payoutd::actions {
namespace {

using ledger::AccountKind;

ReferralBalance balance_of(const std::vector<store::CurrencyAccounts>& accounts,
                           money::Currency currency) {
  ReferralBalance balance;
  for (const store::CurrencyAccounts& each : accounts) {
    if (each.currency() != currency) continue;
    balance.available_micro = ledger::available(each.wallet());
    for (const ledger::Account& account : each.accounts) {
      if (account.kind == AccountKind::pending_rewards) {
        balance.pending_micro = ledger::credit_balance(account);
      }
      if (account.kind == AccountKind::funding) {
        balance.lifetime_micro = -ledger::credit_balance(account);
      }
    }
  }
  return balance;
}

std::optional<std::string> inviter_of(store::Reads& reads,
                                      const std::optional<store::Profile>& profile) {
  if (!profile || !profile->invitation) return std::nullopt;
  const payouts::OwnerKey inviter = profile->invitation->inviter;
  const auto owner = reads.find_user(inviter);
  if (!owner) return std::nullopt;
  const auto own = reads.find_profile(inviter);
  return shown_name(owner->id, own ? own->display_name : "");
}

}  // namespace

std::string shown_name(const payouts::OwnerId& user, const std::string& display_name) {
  constexpr size_t digits = 8;
  if (!display_name.empty()) return display_name;
  // The last ones: the first tell when the user signed up, and many share them.
  const std::string id = base::to_text(user.value);
  return "User " + id.substr(id.size() - digits);
}

ReferralOverview read_overview(store::Reads& reads, const ReferralRules& rules,
                               payouts::OwnerKey user, const payouts::OwnerId& id) {
  const auto profile = reads.find_profile(user);
  ReferralOverview overview{.primary_code = referrals::account_code(id),
                            .custom_slug = {},
                            .tier = rules.tiers.of(profile ? profile->tier : 0),
                            .paid_invitees = reads.count_paid_invitees(user),
                            .balance = balance_of(reads.find_accounts(user), rules.currency),
                            .inviter_display = inviter_of(reads, profile)};
  if (const auto code = reads.find_code_of(user)) overview.custom_slug = code->code;
  return overview;
}

base::Result<ReferralOverview> Referrals::overview(const Caller& user) const {
  ReferralOverview overview;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    overview = read_overview(reads, rules_, user.owner, user.owner_id);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return overview;
}

base::Result<std::vector<store::StoredReward>> Referrals::list_rewards(
    const Caller& user, const store::RewardQuery& query) const {
  std::vector<store::StoredReward> rewards;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    rewards = reads.list_rewards(user.owner, query);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return rewards;
}

base::Result<std::vector<store::ShownInvitee>> Referrals::list_invitees(const Caller& user,
                                                                        uint64_t offset,
                                                                        uint32_t limit) const {
  std::vector<store::ShownInvitee> invitees;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    invitees = reads.list_invitees(user.owner, offset, limit);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  for (store::ShownInvitee& each : invitees) {
    each.display_name = shown_name(each.id, each.display_name);
  }
  return invitees;
}

void Referrals::set_slug(const Caller& user, std::string_view slug,
                         Done<store::ReferralCode> done) {
  std::string wanted = referrals::normalised_slug(slug);
  if (!referrals::is_slug(wanted)) {
    return done(base::refused("slug_invalid",
                              "a slug has 3 to 32 of a-z, 0-9 and -, and no - at its ends"));
  }
  if (referrals::is_reserved_slug(wanted)) {
    return done(base::refused("slug_reserved", "nobody may have this slug"));
  }
  auto code = std::make_shared<std::optional<store::ReferralCode>>();
  writer_.submit(
      [this, user, wanted = std::move(wanted), code](store::Transaction& transaction) {
        return take_slug(transaction, user, wanted, *code);
      },
      [code, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(**code));
      });
}

base::Status Referrals::take_slug(store::Transaction& transaction, const Caller& user,
                                  const std::string& slug,
                                  std::optional<store::ReferralCode>& code) {
  auto known = transaction.find_code(slug);
  if (known && known->owner != user.owner) {
    return base::refused("slug_taken", "another user has or had this slug");
  }
  const base::Timestamp now = clock_.now();
  if (!known || known->disabled_at) {
    if (auto before = transaction.find_code_of(user.owner)) {
      before->disabled_at = now;
      transaction.put_code(*before);
    }
    if (!known) {
      known = store::ReferralCode{slug, user.owner, {base::make_uuid_v7(now, random_)}, now, {}};
    }
    known->disabled_at.reset();
    transaction.put_code(*known);
  }
  code = std::move(known);
  return {};
}

void Referrals::remove_slug(const Caller& user, std::function<void(base::Status)> done) {
  writer_.submit(
      [this, user](store::Transaction& transaction) -> base::Status {
        if (auto code = transaction.find_code_of(user.owner)) {
          code->disabled_at = clock_.now();
          transaction.put_code(*code);
        }
        return {};
      },
      std::move(done));
}

}  // namespace payoutd::actions
