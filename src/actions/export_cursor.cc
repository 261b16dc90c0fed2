#include "actions/export_cursor.h"

#include <algorithm>
#include <string_view>

namespace payoutd::actions {
namespace {

// The key seals other things too: what is made for one purpose is of no use for another.
constexpr std::string_view purpose = "payoutd export cursor";
constexpr size_t cursor_length = 32;

// Whole numbers and texts in a row, such that no two rows of them look alike.
class Words {
 public:
  Words& number(int64_t value) {
    text_ += std::to_string(value) + ' ';
    return *this;
  }
  Words& text(std::string_view value) {
    number(static_cast<int64_t>(value.size()));
    text_ += value;
    return *this;
  }
  Words& time(const std::optional<base::Timestamp>& value) {
    return number(value ? 1 : 0).number(value ? value->micros : 0);
  }
  Words& text_if_set(const std::optional<std::string>& value) {
    return number(value ? 1 : 0).text(value ? std::string_view(*value) : std::string_view());
  }
  std::string_view all() const { return text_; }

 private:
  std::string text_;
};

void add_query(const payouts::ListQuery& query, Words& words) {
  const payouts::ListFilter& filter = query.filter;
  words.number(static_cast<int64_t>(query.sort_field));
  words.number(static_cast<int64_t>(query.sort_order));
  words.number(static_cast<int64_t>(filter.statuses.to_ulong()));
  auto currencies = filter.currencies;
  std::sort(currencies.begin(), currencies.end());
  currencies.erase(std::unique(currencies.begin(), currencies.end()), currencies.end());
  words.number(static_cast<int64_t>(currencies.size()));
  for (const money::Currency each : currencies) words.text(each.code());
  words.text(filter.search);
  words.time(filter.created_from).time(filter.created_to);
  words.text_if_set(filter.reference_id).text_if_set(filter.beneficiary_id);
}

}  // namespace

std::string export_cursor(const base::SealKey& key, const Caller& caller, payouts::Version version,
                          const payouts::ListQuery& query) {
  Words words;
  words.text(purpose).text(base::to_text(caller.owner_id.value));
  words.number(caller.incarnation).number(version);
  add_query(query, words);
  const std::string_view key_bytes(reinterpret_cast<const char*>(key.bytes.data()),
                                   key.bytes.size());
  return base::to_hex(base::hmac_sha256(key_bytes, words.all())).substr(0, cursor_length);
}

}  // namespace payoutd::actions
