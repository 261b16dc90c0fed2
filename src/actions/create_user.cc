#include "actions/create_user.h"

#include <string>

#include "actions/attribution.h"
#include "actions/rewards.h"
#include "base/utf8.h"

namespace payoutd::actions {
namespace {

constexpr size_t email_bytes_max = 254;  // RFC 5321 §4.5.3.1.3

std::string normalised(std::string_view email) {
  const size_t begin = email.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  std::string lower(email.substr(begin, email.find_last_not_of(" \t") - begin + 1));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

// Only what makes mail impossible is refused; whether it arrives, only sending tells.
bool may_be_address(std::string_view email) {
  const size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return false;
  if (email.find_first_of(" \t\"(),:;<>[\\]") != std::string_view::npos) return false;
  return email.find('@') == at && email.size() <= email_bytes_max && base::is_utf8(email) &&
         !base::has_control(email);
}

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

base::Result<store::Owner> create_user(store::Store& store, const base::Clock& clock,
                                       base::Random& random, std::string_view email,
                                       const UserStart& start) {
  const std::string address = normalised(email);
  if (!may_be_address(address)) {
    return base::refused_field("email", "email_invalid",
                               "this is not an e-mail address: " + shown(email));
  }
  store::Owner made;
  const base::Timestamp now = clock.now();
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto owner = transaction.create_owner(store::OwnerKind::user, access::Mode::live,
                                          {base::make_uuid_v7(now, random)}, address, now);
    if (!owner) {
      if (owner.error().reason == "email_taken") owner.error().message += ": " + address;
      return base::forward(std::move(owner));
    }
    if (auto begun = begin(transaction, *owner, start, random, now); !begun) return begun;
    made = std::move(*owner);
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return made;
}

}  // namespace payoutd::actions
