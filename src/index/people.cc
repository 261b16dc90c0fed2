#include "index/people.h"

#include <array>
#include <cstring>
#include <functional>
#include <string>

#include "index/packed_texts.h"

namespace payoutd::index {
namespace {

constexpr size_t other_texts = 4;  // first and last name, country, phone
constexpr size_t id_bytes = sizeof(base::Uuid::bytes);

size_t hash_of(std::string_view email, std::string_view other) {
  const std::hash<std::string_view> hash;
  return hash(email) * 0x9e3779b97f4a7c15U ^ hash(other);
}

// Into `out`, whose memory is used again and again.
void pack_other(const payouts::PayoutView& payout, std::string& out) {
  const std::array<std::string_view, other_texts> texts = {
      payout.beneficiary_first_name, payout.beneficiary_last_name, payout.beneficiary_country,
      payout.beneficiary_phone};
  out.resize(packed_bytes_max(texts) + id_bytes);
  char* end = pack(texts, out.data());
  if (payout.beneficiary_id) {
    std::memcpy(end, payout.beneficiary_id->value.bytes.data(), id_bytes);
    end += id_bytes;
  }
  out.resize(static_cast<size_t>(end - out.data()));
}

}  // namespace

std::string_view People::other(PersonNumber person) const {
  uint32_t length = 0;
  std::memcpy(&length, others_[person], sizeof length);
  return {others_[person] + sizeof length, length};
}

PersonNumber People::number_of(const payouts::PayoutView& payout) {
  thread_local std::string packed;
  pack_other(payout, packed);
  return number_of(payout.beneficiary_email, packed);
}

PersonNumber People::number_of(std::string_view email, std::string_view other) {
  if (table_.size() < (size_t{size()} + 1) * 3 / 2) grow_table();
  const size_t mask = table_.size() - 1;
  for (size_t at = hash_of(email, other) & mask;; at = (at + 1) & mask) {
    if (table_[at] == 0) {
      const uint32_t length = static_cast<uint32_t>(other.size());
      char* const place = arena_.reserve(sizeof length + length);
      std::memcpy(place, &length, sizeof length);
      std::memcpy(place + sizeof length, other.data(), length);
      arena_.commit(sizeof length + length);
      emails_.push_back(email);
      others_.push_back(place);
      return (table_[at] = size()) - 1;
    }
    const PersonNumber known = table_[at] - 1;
    if (emails_[known] == email && this->other(known) == other) return known;
  }
}

void People::grow_table() {
  std::vector<uint32_t> table(table_.empty() ? 8 : table_.size() * 2);
  const size_t mask = table.size() - 1;
  for (PersonNumber person = 0; person < size(); ++person) {
    size_t at = hash_of(emails_[person], other(person)) & mask;
    while (table[at] != 0) at = (at + 1) & mask;
    table[at] = person + 1;
  }
  table_ = std::move(table);
}

void People::put_into(PersonNumber person, payouts::PayoutView& payout) const {
  payout.beneficiary_email = emails_[person];
  const std::string_view packed = other(person);
  std::array<std::string_view, other_texts> texts;
  const char* const end = unpack(packed.data(), texts);
  payout.beneficiary_first_name = texts[0];
  payout.beneficiary_last_name = texts[1];
  payout.beneficiary_country = texts[2];
  payout.beneficiary_phone = texts[3];
  if (end < packed.data() + packed.size()) {
    payout.beneficiary_id.emplace();
    std::memcpy(payout.beneficiary_id->value.bytes.data(), end, id_bytes);
  }
}

std::optional<payouts::BeneficiaryId> People::beneficiary(PersonNumber person) const {
  payouts::PayoutView payout{.amount = {0, money::currency_at(0)}};
  put_into(person, payout);
  return payout.beneficiary_id;
}

std::vector<PersonNumber> People::adopt(const People& other) {
  std::vector<PersonNumber> numbers(other.size());
  for (PersonNumber person = 0; person < other.size(); ++person) {
    numbers[person] = number_of(other.emails_[person], other.other(person));
  }
  return numbers;
}

uint64_t People::memory_bytes() const {
  return emails_.memory_bytes() + arena_.memory_bytes() + others_.memory_bytes() +
         table_.capacity() * sizeof(uint32_t);
}

}  // namespace payoutd::index
