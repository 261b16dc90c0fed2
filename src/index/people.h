// index/people.h: who an owner's payouts go to, each once: e-mail, names, country, phone and the
// saved beneficiary. Private to the index.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

using PersonNumber = uint32_t;

// One thread adds; any thread may read a person who was there when what it reads from was
// published.
class People {
 public:
  // The person that the payout names, added if unknown.
  PersonNumber number_of(const payouts::PayoutView& payout);

  // Fills a payout's fields; the texts live as long as this.
  void put_into(PersonNumber person, payouts::PayoutView& payout) const;
  std::string_view email(PersonNumber person) const { return emails_[person]; }
  std::optional<payouts::BeneficiaryId> beneficiary(PersonNumber person) const;

  void prefetch_place(PersonNumber person) const {
    emails_.prefetch_place(person);
    __builtin_prefetch(&others_[person]);
  }
  void prefetch_texts(PersonNumber person) const {
    emails_.prefetch_text(person);
    __builtin_prefetch(others_[person]);
  }

  uint32_t size() const { return others_.size(); }
  const TextColumn& emails() const { return emails_; }

  // Adds another one's people; gives their numbers here, by their numbers there.
  std::vector<PersonNumber> adopt(const People& other);

  uint64_t memory_bytes() const;

 private:
  PersonNumber number_of(std::string_view email, std::string_view other);
  std::string_view other(PersonNumber person) const;
  void grow_table();

  TextColumn emails_;
  TextArena arena_;
  // All but the e-mail: a length of four bytes, then packed texts, then 16 bytes if somebody is
  // saved.
  GrowingArray<const char*> others_;
  // Open addressing; a person's number and one, 0: free.
  std::vector<uint32_t> table_;
};

}  // namespace payoutd::index
