// index/sizes.h: how large the pieces are that an index is made of, and from when on it goes about
// things otherwise, in one place: built with tiny ones (index_tiny in CMakeLists.txt), the same
// code comes to every split, border and limit with lists of a few dozen payouts. Private to the
// index.
#pragma once

#include <cstddef>
#include <cstdint>

namespace payoutd::index {

#if defined(PAYOUTD_TINY_SIZES)
inline constexpr bool tiny_sizes = true;
#else
inline constexpr bool tiny_sizes = false;
#endif

template <class Size>
constexpr Size real_or_tiny(Size real, Size tiny) {
  return tiny_sizes ? tiny : real;
}

// Sequences: numbers in a leaf (a full one takes 5,116 bytes, and allocators give 5,120), leaves in
// a branch, room in a leaf for what comes next.
inline constexpr uint32_t leaf_numbers_max = real_or_tiny(1020, 8);
inline constexpr size_t branch_leaves_max = real_or_tiny(128, 4);
inline constexpr uint32_t leaf_slack = real_or_tiny(32, 2);
// As many numbers of a leaf are matched with a filter at once, 64 at most.
inline constexpr uint32_t matched_places = real_or_tiny(64, 4);
// With more slots than this a leaf keeps two bytes for each of its numbers.
inline constexpr size_t narrow_slots_max = real_or_tiny(256, 8);

// Tables that are copied by chunks: 2^bits values in a chunk, 2^bits chunks in a node.
inline constexpr uint32_t row_chunk_bits = real_or_tiny(5, 2);
inline constexpr uint32_t table_node_bits = real_or_tiny(8, 2);

// Texts: the smallest and the largest chunk of an arena; what comes again is looked for in so many
// places once there are so many bytes.
inline constexpr size_t text_chunk_bytes_min = real_or_tiny(256, 16);
inline constexpr size_t text_chunk_bytes_max = real_or_tiny(2 << 20, 512);
inline constexpr size_t recent_remarks = real_or_tiny(4096, 8);
inline constexpr uint64_t recent_remarks_from_bytes = real_or_tiny(4096, 64);

// Lists of so many payouts are filtered and sorted for each answer; only larger ones have
// orderings.
inline constexpr uint32_t small_list_max = real_or_tiny(256, 12);
// As many payouts are sorted for an answer rather than kept in an order.
inline constexpr uint64_t few_max = real_or_tiny(1024, 20);
// A radix sort pays from so many on.
inline constexpr size_t radix_sorted_min = real_or_tiny(2048, 16);
// As many people's payouts are found one by one rather than by looking at everybody's.
inline constexpr uint64_t few_people = real_or_tiny(2000, 10);

// Several threads order a list, and search parts of it, if there are more payouts than this.
inline constexpr uint32_t ordered_by_threads_min = real_or_tiny(50'000, 500);
inline constexpr uint32_t searched_part_min = real_or_tiny(300'000, 100);

// A view of more than such a part of all payouts is a mask; which takes about the memory of so many
// of their numbers.
inline constexpr uint64_t masked_divisor = real_or_tiny(8, 3);
inline constexpr uint64_t mask_weight_divisor = 8;
// The memory of a view is that of so many numbers at least.
inline constexpr uint64_t view_weight_min = real_or_tiny(1024, 8);

// Views go when nobody has asked for them for so many changes, and when they are too large
// together.
inline constexpr uint64_t idle_changes = real_or_tiny(20'000, 300);
inline constexpr uint64_t view_numbers_min = real_or_tiny(65'536, 200);
// Each is looked through for each list that is asked for, and for each change.
inline constexpr size_t views_max = real_or_tiny(256, 12);

}  // namespace payoutd::index
