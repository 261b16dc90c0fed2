// index/people.h: who an owner's payouts go to, each once: e-mail, names, country, phone and the
// saved beneficiary. Private to the index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

using PersonNumber = uint32_t;

// One thread adds; any thread may read a person who was there when what it reads from was
// published.
class People {
 public:
  // Are its texts as short as a person's must be?
  static bool fits(const payouts::PayoutView& payout);
  // The person that the payout names, added if unknown.
  PersonNumber number_of(const payouts::PayoutView& payout);

  // The same for many, in turns: what is looked for in memory is asked for ahead of time. Each
  // number goes to where `to` points, at the latest in finish().
  class Batch {
   public:
    explicit Batch(People& people) : people_(people) {}
    void find(const payouts::PayoutView& payout, PersonNumber& to);
    void finish();

   private:
    friend class People;
    // Looks for the record that `records_` has behind `begin`.
    void look_for(size_t begin, PersonNumber& to);

    struct Wanted {
      uint32_t hash;
      size_t begin, end;  // in records_
      PersonNumber* to;
    };
    static constexpr size_t wanted_max = 32;
    People& people_;
    std::string records_;
    std::vector<Wanted> wanted_;
  };

  // Fills a payout's fields; the texts live as long as this.
  static void put_into(const PackedText& record, payouts::PayoutView& payout);
  static std::string_view email_of(const PackedText& record);
  const PackedText& record(PersonNumber person) const { return people_[person]; }
  std::string_view email(PersonNumber person) const { return email_of(people_[person]); }
  std::optional<payouts::BeneficiaryId> beneficiary(PersonNumber person) const;

  void prefetch_place(PersonNumber person) const { touch(&people_[person]); }
  void prefetch_texts(PersonNumber person) const { people_[person].prefetch(); }

  uint32_t size() const { return people_.size(); }
  const TextColumn& emails() const { return emails_; }

  // Adds another one's people; gives their numbers here, by their numbers there.
  std::vector<PersonNumber> adopt(const People& other);

  uint64_t memory_bytes() const;

 private:
  // Of the table, which is one of open addressing.
  struct Place {
    uint32_t hash;
    uint32_t number;  // a person's, and one; 0: free
  };

  PersonNumber number_of(std::string_view record, uint32_t hash);
  // Who has the hash, probably; nobody: size().
  PersonNumber guess(uint32_t hash) const;
  PersonNumber add(std::string_view record);
  void grow_table();

  TextColumn emails_;  // once more, to search in
  TextArena arena_;
  // Packed texts, the e-mail first, then 16 bytes if somebody is saved.
  GrowingArray<PackedText> people_;
  std::vector<Place> table_;
};

}  // namespace payoutd::index
