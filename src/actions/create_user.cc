#include "actions/create_user.h"

#include <string>
#include <utility>

#include "base/utf8.h"
#include "mail/message.h"

namespace payoutd::actions {
namespace {

std::string shown(std::string_view text) {
  const bool readable = base::is_utf8(text) && !base::has_control(text) && text.size() < 300;
  return readable ? std::string(text) : "(unreadable)";
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
                                    base::Random& random, std::string_view email) {
  auto address = normalise_email(email);
  if (!address) return base::forward(std::move(address));
  auto owner = transaction.create_owner(store::OwnerKind::user, access::Mode::live,
                                        {base::make_uuid_v7(now, random)}, *address, now);
  if (!owner && owner.error().reason == "email_taken") owner.error().message += ": " + *address;
  return owner;
}

base::Result<store::Owner> create_user(store::Store& store, const base::Clock& clock,
                                       base::Random& random, std::string_view email) {
  store::Owner made;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto added = add_user(transaction, clock.now(), random, email);
    if (!added) return base::forward(std::move(added));
    made = std::move(*added);
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return made;
}

}  // namespace payoutd::actions
