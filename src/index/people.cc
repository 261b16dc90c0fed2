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

uint32_t hash_of(std::string_view email, std::string_view other) {
  const std::hash<std::string_view> hash;
  return static_cast<uint32_t>((hash(email) * 0x9e3779b97f4a7c15U ^ hash(other)) >> 16U);
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
  const char* const place = people_[person].other;
  uint32_t length = 0;
  std::memcpy(&length, place, sizeof length);
  return {place + sizeof length, length};
}

PersonNumber People::number_of(const payouts::PayoutView& payout) {
  thread_local std::string packed;
  pack_other(payout, packed);
  return number_of(payout.beneficiary_email, packed, hash_of(payout.beneficiary_email, packed));
}

PersonNumber People::number_of(std::string_view email, std::string_view other, uint32_t hash) {
  if (table_.size() < (size_t{size()} + 1) * 3 / 2) grow_table();
  const size_t mask = table_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    if (table_[at].number == 0) {
      const PersonNumber person = add(email, other);
      table_[at] = {hash, person + 1};
      return person;
    }
    if (table_[at].hash != hash) continue;
    const PersonNumber known = table_[at].number - 1;
    if (this->email(known) == email && this->other(known) == other) return known;
  }
}

PersonNumber People::guess(uint32_t hash) const {
  if (table_.empty()) return size();
  const size_t mask = table_.size() - 1;
  for (size_t at = hash & mask; table_[at].number != 0; at = (at + 1) & mask) {
    if (table_[at].hash == hash) return table_[at].number - 1;
  }
  return size();
}

void People::Batch::find(const payouts::PayoutView& payout, PersonNumber& to) {
  pack_other(payout, packed_);
  const uint32_t hash = hash_of(payout.beneficiary_email, packed_);
  const size_t begin = texts_.size();
  texts_ += payout.beneficiary_email;
  const size_t other = texts_.size();
  texts_ += packed_;
  wanted_.push_back({hash, begin, other, texts_.size(), &to});
  if (!people_.table_.empty()) {
    __builtin_prefetch(&people_.table_[hash & (people_.table_.size() - 1)]);
  }
  if (wanted_.size() == wanted_max) finish();
}

void People::Batch::finish() {
  std::array<PersonNumber, wanted_max> guesses{};
  for (size_t i = 0; i < wanted_.size(); ++i) {
    guesses[i] = people_.guess(wanted_[i].hash);
    if (guesses[i] < people_.size()) people_.prefetch_place(guesses[i]);
  }
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (guesses[i] < people_.size()) people_.prefetch_texts(guesses[i]);
  }
  const std::string_view texts = texts_;
  for (const Wanted& each : wanted_) {
    *each.to = people_.number_of(texts.substr(each.begin, each.other - each.begin),
                                 texts.substr(each.other, each.end - each.other), each.hash);
  }
  wanted_.clear();
  texts_.clear();
}

PersonNumber People::add(std::string_view email, std::string_view other) {
  const auto length = static_cast<uint32_t>(other.size());
  char* const place = arena_.reserve(sizeof length + length);
  std::memcpy(place, &length, sizeof length);
  std::memcpy(place + sizeof length, other.data(), length);
  arena_.commit(sizeof length + length);
  emails_.push_back(email);
  people_.push_back({emails_.packed(size()), place});
  return size() - 1;
}

void People::grow_table() {
  std::vector<Place> table(table_.empty() ? 8 : table_.size() * 2);
  const size_t mask = table.size() - 1;
  for (const Place& each : table_) {
    if (each.number == 0) continue;
    size_t at = each.hash & mask;
    while (table[at].number != 0) at = (at + 1) & mask;
    table[at] = each;
  }
  table_ = std::move(table);
}

void People::put_into(PersonNumber person, payouts::PayoutView& payout) const {
  payout.beneficiary_email = email(person);
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
    const std::string_view email = other.email(person);
    const std::string_view rest = other.other(person);
    numbers[person] = number_of(email, rest, hash_of(email, rest));
  }
  return numbers;
}

uint64_t People::memory_bytes() const {
  return emails_.memory_bytes() + arena_.memory_bytes() + people_.memory_bytes() +
         table_.capacity() * sizeof(Place);
}

}  // namespace payoutd::index
