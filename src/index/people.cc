#include "index/people.h"

#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "base/check.h"
#include "base/random.h"
#include "index/packed_texts.h"

namespace payoutd::index {
namespace {

// E-mail, first and last name, country, phone.
using PersonTexts = std::array<std::string_view, 5>;
constexpr size_t id_bytes = sizeof(base::Uuid::bytes);

PersonTexts person_texts_of(const payouts::PayoutView& payout) {
  return {payout.beneficiary_email, payout.beneficiary_first_name, payout.beneficiary_last_name,
          payout.beneficiary_country, payout.beneficiary_phone};
}

// Of this process alone: nobody can make up people who all have the same hash, which would slow
// down operators' lists with his own.
uint64_t hash_secret() {
  static const uint64_t secret = [] {
    std::array<unsigned char, sizeof(uint64_t)> bytes{};
    base::SystemRandom().fill(bytes);
    return std::bit_cast<uint64_t>(bytes);
  }();
  return secret;
}

// Millions are hashed while an index is built: eight bytes at once, each folded in by a
// multiplication of 128 bits.
uint32_t hash_of(std::string_view record) {
  constexpr uint64_t one = 0x9e3779b97f4a7c15U;
  constexpr uint64_t two = 0xd6e8feb86659fd93U;
  uint64_t hash = hash_secret() ^ record.size();
  const auto fold = [&hash](uint64_t word) {
    const auto product = static_cast<unsigned __int128>(hash ^ word ^ one) * two;
    hash = static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64U);
  };
  uint64_t word = 0;
  while (record.size() >= sizeof word) {
    std::memcpy(&word, record.data(), sizeof word);
    fold(word);
    record.remove_prefix(sizeof word);
  }
  word = 0;
  std::memcpy(&word, record.data(), record.size());
  fold(word);
  return static_cast<uint32_t>(hash >> 16U);
}

// Behind what is in `out`.
void append_record(const payouts::PayoutView& payout, std::string& out) {
  const PersonTexts texts = person_texts_of(payout);
  const size_t begin = out.size();
  out.resize(begin + packed_bytes_max(texts) + id_bytes);
  char* end = pack(texts, out.data() + begin);
  if (payout.beneficiary_id) {
    std::memcpy(end, payout.beneficiary_id->value.bytes.data(), id_bytes);
    end += id_bytes;
  }
  out.resize(static_cast<size_t>(end - out.data()));
}

}  // namespace

bool People::fits(const payouts::PayoutView& payout) {
  return packed_bytes_max(person_texts_of(payout)) + id_bytes <= text_bytes_max;
}

PersonNumber People::number_of(const payouts::PayoutView& payout) {
  thread_local std::string record;
  record.clear();
  append_record(payout, record);
  return number_of(record, hash_of(record));
}

PersonNumber People::number_of(std::string_view record, uint32_t hash) {
  if (table_.size() < (size_t{size()} + 1) * 3 / 2) grow_table();
  const size_t mask = table_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    if (table_[at].number == 0) {
      const PersonNumber person = add(record);
      table_[at] = {hash, person + 1};
      return person;
    }
    if (table_[at].hash != hash) continue;
    const PersonNumber known = table_[at].number - 1;
    if (people_[known].text() == record) return known;
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
  const size_t begin = records_.size();
  append_record(payout, records_);
  look_for(begin, to);
}

void People::Batch::look_for(size_t begin, PersonNumber& to) {
  const uint32_t hash = hash_of(std::string_view(records_).substr(begin));
  wanted_.push_back({hash, begin, records_.size(), &to});
  if (!people_.table_.empty()) {
    // A hint, not a load: the thread has records to make meanwhile, and one that is dropped is a
    // wait in finish().
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
  const std::string_view records = records_;
  for (const Wanted& each : wanted_) {
    *each.to = people_.number_of(records.substr(each.begin, each.end - each.begin), each.hash);
  }
  wanted_.clear();
  records_.clear();
}

PersonNumber People::add(std::string_view record) {
  base::check(record.size() <= text_bytes_max, "a person's texts are short");
  char* const place = arena_.reserve(record.size());
  std::memcpy(place, record.data(), record.size());
  arena_.commit(record.size());
  people_.push_back({place, record.size()});
  emails_.push_back(email(size() - 1));
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

std::string_view People::email_of(const PackedText& record) {
  std::string_view email;
  unpack(record.place(), {&email, 1});
  return email;
}

void People::put_into(const PackedText& record, payouts::PayoutView& payout) {
  PersonTexts texts;
  const char* const end = unpack(record.place(), texts);
  payout.beneficiary_email = texts[0];
  payout.beneficiary_first_name = texts[1];
  payout.beneficiary_last_name = texts[2];
  payout.beneficiary_country = texts[3];
  payout.beneficiary_phone = texts[4];
  if (end < record.place() + record.length()) {
    payout.beneficiary_id.emplace();
    std::memcpy(payout.beneficiary_id->value.bytes.data(), end, id_bytes);
  }
}

std::optional<payouts::BeneficiaryId> People::beneficiary(PersonNumber person) const {
  payouts::PayoutView payout{.amount = {0, money::currency_at(0)}};
  put_into(people_[person], payout);
  return payout.beneficiary_id;
}

std::vector<PersonNumber> People::adopt(const People& other) {
  std::vector<PersonNumber> numbers(other.size());
  Batch batch(*this);
  for (PersonNumber person = 0; person < other.size(); ++person) {
    const size_t begin = batch.records_.size();
    batch.records_ += other.people_[person].text();
    batch.look_for(begin, numbers[person]);
  }
  batch.finish();
  return numbers;
}

uint64_t People::memory_bytes() const {
  return emails_.memory_bytes() + arena_.memory_bytes() + people_.memory_bytes() +
         table_.capacity() * sizeof(Place);
}

}  // namespace payoutd::index
