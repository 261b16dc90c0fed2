#include "index/term_search.h"

#include <algorithm>
#include <functional>

#include "index/sizes.h"
#include "index/threads.h"

namespace payoutd::index {
namespace {

// Parts of a list for threads of their own, none of which shares a word of a bitset with another.
void in_parts(uint32_t size, const std::function<void(uint32_t from, uint32_t to)>& work) {
  const uint32_t parts = std::clamp<uint32_t>(size / searched_part_min, 1, thread_count());
  const uint32_t length = (size / parts + 64) / 64 * 64;
  run_parallel(parts, [&](size_t part) {
    const auto from = static_cast<uint32_t>(part * length);
    const uint32_t to = part + 1 == parts ? size : std::min(size, from + length);
    if (from < to) work(from, to);
  });
}

void add_payouts_to(const Bitset& people, const Trees& trees, Bitset& found) {
  const Rows& rows = trees.rows;
  if (people.count() > few_people) {
    in_parts(rows.size(), [&](uint32_t from, uint32_t to) {
      const auto& persons = rows.columns().persons;
      while (from < to) {
        // In one word of the set, and in one piece of the column.
        const auto run = persons.run(from, std::min(to - from, 64 - from % 64));
        uint64_t word = 0;
        for (size_t i = 0; i < run.size(); ++i) word |= people.bit(run[i]) << i;
        found.set_some(from, word);
        from += static_cast<uint32_t>(run.size());
      }
    });
    return;
  }
  const Sequence& by_email =
      trees.find_ordering(payouts::SortField::beneficiary_email, trees.ties)->set();
  people.for_each([&](uint32_t person) {
    const std::string_view email = rows.columns().people.email(person);
    const auto begin =
        by_email.lower_bound([&](uint32_t number) { return rows.email(number) < email; });
    const auto end =
        by_email.lower_bound([&](uint32_t number) { return rows.email(number) <= email; });
    by_email.read_up({}, begin.rank, end.rank - begin.rank,
                     [&](uint32_t number) { found.set(number); });
  });
}

}  // namespace

Bitset search(const Trees& trees, const std::string& folded_term) {
  const FixedColumns& columns = trees.rows.columns();
  Bitset found(trees.rows.size());
  const TextColumn& emails = columns.people.emails();
  Bitset people(emails.size());
  const TermScan in_emails(folded_term, emails.byte_counts());
  in_parts(people.size(),
           [&](uint32_t from, uint32_t to) { emails.find(in_emails, from, to, people); });
  add_payouts_to(people, trees, found);
  // Those that are found already need no look at their references.
  const TermScan references(folded_term, columns.references.byte_counts());
  in_parts(found.size(), [&](uint32_t from, uint32_t to) {
    columns.references.find(references, from, to, found);
  });
  return found;
}

}  // namespace payoutd::index
