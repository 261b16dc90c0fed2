// index/count_rows.h: how many payouts each child of a Sequence's node has: in all, of each status,
// of each currency and of each category. The counts of one kind are a row and lie together, so that
// a filter reads the few rows it needs and no child. Private to index/sequence*.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "index/categories.h"
#include "index/edit.h"

namespace payoutd::index {

// A value: copying it shares the rows. A row is copied before it is written, unless it was born in
// the same edit; one that is not there counts nothing.
template <class Count>
class CountRows {
 public:
  uint32_t children() const { return children_; }

  Count count(CountRow row, size_t child) const { return is_there(row) ? (*rows_[row])[child] : 0; }
  uint64_t count(std::span<const CountRow> rows, size_t child) const {
    uint64_t total = 0;
    for (const CountRow row : rows) total += count(row, child);
    return total;
  }
  uint64_t total(CountRow row) const { return count_before(std::span(&row, 1), children_); }

  // Of all children before `end`.
  uint64_t count_before(std::span<const CountRow> rows, size_t end) const {
    uint64_t total = 0;
    for (const CountRow row : rows) {
      if (!is_there(row)) continue;
      const Row& counts = *rows_[row];
      for (size_t child = 0; child < end; ++child) total += counts[child];
    }
    return total;
  }

  // The child in which the payout of a rank lies; `rank` becomes the one within the child. There
  // must be more payouts than that.
  size_t find(std::span<const CountRow> rows, uint64_t& rank) const {
    for (uint32_t block = 0; block < children_; block += block_length) {
      uint32_t sums[block_length] = {};
      for (const CountRow row : rows) {
        if (!is_there(row)) continue;
        const Count* const counts = &(*rows_[row])[block];
        for (uint32_t i = 0; i < block_length; ++i) sums[i] += counts[i];
      }
      for (uint32_t i = 0; i < block_length; ++i) {
        if (rank < sums[i]) return block + i;
        rank -= sums[i];
      }
    }
    return children_;
  }

  // Changing it.
  void add(Edit& edit, CountRow row, size_t child, int64_t difference) {
    Count& count = row_to_write(edit, row)[child];
    count = static_cast<Count>(count + difference);
  }
  // A child that has nothing yet; those from `place` on move up.
  void insert(Edit& edit, size_t place) {
    if (children_ == capacity_) reserve(edit, children_ + std::max(children_ / 4, 1U));
    ++children_;
    for_each_row(edit, [&](Row& row) {
      std::memmove(&row[place + 1], &row[place], (children_ - 1 - place) * sizeof(Count));
      row[place] = 0;
    });
  }
  void erase(Edit& edit, size_t place) {
    for_each_row(edit, [&](Row& row) {
      std::memmove(&row[place], &row[place + 1], (children_ - 1 - place) * sizeof(Count));
      row[children_ - 1] = 0;
    });
    --children_;
  }
  // The next child's counts come to its own, and the next one goes.
  void join_next(Edit& edit, size_t place) {
    for_each_row(edit,
                 [&](Row& row) { row[place] = static_cast<Count>(row[place] + row[place + 1]); });
    erase(edit, place + 1);
  }
  // Room for so many children: rows are moved when there is none.
  void reserve(Edit& edit, uint32_t children) {
    const uint32_t before =
        std::exchange(capacity_, (children + block_length - 1) / block_length * block_length);
    for (Row*& row : rows_) {
      if (row == nullptr) continue;
      Row* const moved = make(edit);
      std::memcpy(&(*moved)[0], &(*row)[0], children_ * sizeof(Count));
      retire(edit, row, before);
      row = moved;
    }
  }
  // The same of the children [begin, end) alone.
  CountRows part(Edit& edit, uint32_t begin, uint32_t end) const {
    CountRows part;
    part.reserve(edit, end - begin);
    part.children_ = end - begin;
    for (size_t i = 0; i < rows_.size(); ++i) {
      const auto row = static_cast<CountRow>(i);
      if (!is_there(row)) continue;
      const Count* const counts = &(*rows_[row])[0];
      if (std::all_of(counts + begin, counts + end, [](Count count) { return count == 0; })) {
        continue;
      }
      std::memcpy(&part.row_to_write(edit, row)[0], counts + begin, (end - begin) * sizeof(Count));
    }
    return part;
  }
  // No later state shows them.
  void retire(Edit& edit) const {
    for (Row* const row : rows_) {
      if (row != nullptr) retire(edit, row, capacity_);
    }
  }
  // When the index goes.
  void free_all() {
    for (Row* const row : rows_) ::operator delete(row);
    rows_.clear();
  }

 private:
  // Children are looked at in blocks of so many; rows have room for whole blocks.
  static constexpr uint32_t block_length = 8;

  // Followed by the counts, zero behind the last child.
  struct Row {
    Epoch birth;
    Count& operator[](size_t child) { return reinterpret_cast<Count*>(this + 1)[child]; }
    const Count& operator[](size_t child) const {
      return reinterpret_cast<const Count*>(this + 1)[child];
    }
    static size_t bytes(uint32_t capacity) { return sizeof(Row) + capacity * sizeof(Count); }
  };

  bool is_there(CountRow row) const { return row < rows_.size() && rows_[row] != nullptr; }

  Row* make(Edit& edit) const {
    auto* const row = static_cast<Row*>(::operator new(Row::bytes(capacity_)));
    edit.bytes += static_cast<int64_t>(Row::bytes(capacity_));
    row->birth = edit.birth;
    std::memset(row + 1, 0, capacity_ * sizeof(Count));
    return row;
  }
  static void retire(Edit& edit, Row* row, uint32_t capacity) {
    edit.retired.push_back({row, [](void* block) { ::operator delete(block); }, row->birth});
    edit.bytes -= static_cast<int64_t>(Row::bytes(capacity));
  }

  Row& row_to_write(Edit& edit, CountRow row) {
    if (rows_.size() <= row) rows_.resize(row + size_t{1});
    if (rows_[row] == nullptr) rows_[row] = make(edit);
    return copied(edit, rows_[row]);
  }
  Row& copied(Edit& edit, Row*& row) {
    if (!edit.may_write(row->birth)) {
      Row* const copy = make(edit);
      std::memcpy(&(*copy)[0], &(*row)[0], capacity_ * sizeof(Count));
      retire(edit, row, capacity_);
      row = copy;
    }
    return *row;
  }
  template <class Change>
  void for_each_row(Edit& edit, const Change& change) {
    for (Row*& row : rows_) {
      if (row != nullptr) change(copied(edit, row));
    }
  }

  std::vector<Row*> rows_;
  uint32_t children_ = 0, capacity_ = 0;
};

}  // namespace payoutd::index
