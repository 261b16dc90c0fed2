#include "actions/create_user.h"

#include <string>
#include <utility>

#include "actions/attribution.h"
#include "actions/rewards.h"
#include "base/utf8.h"
#include "mail/message.h"

namespace payoutd::actions {
namespace {

std::string shown(std::string_view text) {
  const bool readable = base::is_utf8(text) && !base::has_control(text) && text.size() < 300;
  return readable ? std::string(text) : "(unreadable)";
}

base::Status begin(store::Transaction& transaction, const store::Owner& user,
                   const UserStart& start, base::Random& random, base::Timestamp now) {
  if (!start.referred_by.empty()) {
    if (!find_inviter(transaction, start.referred_by)) {
      return base::refused_field("referred_by", "code_unknown",
                                 "nobody invites by this code: " + shown(start.referred_by));
    }
    attribute_user(transaction, user, start.referred_by, now);
  }
  if (start.credit) {
    const NewCredit credit{.amount_micro = start.credit->micro, .note = {}, .available = true};
    const auto credited =
        credit_reward(transaction, {.currency = start.credit->currency, .tiers = {}}, user.key,
                      credit, {base::make_uuid_v7(now, random)}, now);
    if (!credited) return tl::unexpected(credited.error());
  }
  return {};
}

}  // namespace

std::string normal_email(std::string_view email) {
  const size_t begin = email.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  std::string lower(email.substr(begin, email.find_last_not_of(" \t") - begin + 1));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

base::Result<std::string> normalise_email(std::string_view email) {
  std::string address = normal_email(email);
  if (mail::is_address(address)) return address;
  return base::refused_field("email", "email_invalid",
                             "this is not an e-mail address: " + shown(email));
}

base::Result<store::Owner> add_user(store::Transaction& transaction, base::Timestamp now,
                                    base::Random& random, std::string_view email,
                                    const UserStart& start) {
  auto address = normalise_email(email);
  if (!address) return base::forward(std::move(address));
  auto owner = transaction.create_owner(store::OwnerKind::user, access::Mode::live,
                                        {base::make_uuid_v7(now, random)}, *address, now);
  if (!owner) {
    if (owner.error().reason == "email_taken") owner.error().message += ": " + *address;
    return owner;
  }
  if (auto begun = begin(transaction, *owner, start, random, now); !begun) {
    return base::forward(std::move(begun));
  }
  return owner;
}

base::Result<store::Owner> create_user(store::Store& store, const base::Clock& clock,
                                       base::Random& random, std::string_view email,
                                       const UserStart& start) {
  store::Owner made;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto added = add_user(transaction, clock.now(), random, email, start);
    if (!added) return base::forward(std::move(added));
    made = std::move(*added);
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return made;
}

}  // namespace payoutd::actions
