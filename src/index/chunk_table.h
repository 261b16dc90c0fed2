// index/chunk_table.h: a table of values that change, by payout number, copied chunk by chunk so
// that readers of an older state go on seeing what they saw (index/edit.h). Private to the index.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

#include "index/edit.h"
#include "index/sizes.h"

namespace payoutd::index {

// A value: copying it shares the chunks. `T` is plain data; a chunk has up to 2^chunk_bits of it.
template <class T, uint32_t chunk_bits>
class ChunkTable {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  const T& operator[](uint32_t i) const {
    return nodes_[i >> (chunk_bits + node_bits)]
        ->chunks()[(i >> chunk_bits) & (node_length - 1)][i & (chunk_length - 1)];
  }

  uint32_t size() const { return size_; }

  // The value, to be written during this edit.
  T& edit(Edit& edit, uint32_t i) {
    return chunk_to_write(edit, i >> chunk_bits, i % chunk_length + 1)[i % chunk_length];
  }
  T& append(Edit& edit) {
    const uint32_t i = size_++;
    return this->edit(edit, i);
  }
  // Room for `size` values that are yet to be written, by as many threads as like to, with slot().
  void resize(Edit& edit, uint32_t size) {
    for (uint32_t i = size_; i < size; i = (i / chunk_length + 1) * chunk_length) {
      chunk_to_write(edit, i >> chunk_bits,
                     std::min(size - i / chunk_length * chunk_length, chunk_length));
    }
    size_ = size;
  }
  T& slot(uint32_t i) { return const_cast<T&>((*this)[i]); }

  // When the index goes.
  void free_all() {
    for (Node* node : nodes_) {
      for (uint32_t i = 0; i < node->size; ++i) free<T>(node->chunks()[i]);
      free<Node>(node);
    }
    nodes_.clear();
  }

 private:
  static constexpr uint32_t chunk_length = uint32_t{1} << chunk_bits;
  static constexpr uint32_t chunk_length_min = std::min<uint32_t>(8, chunk_length);
  static constexpr uint32_t node_bits = table_node_bits;
  static constexpr uint32_t node_length = uint32_t{1} << node_bits;

  // A chunk is its values and nothing else, so that a full one of rows is a page of memory.
  struct ChunkBirth {
    Epoch birth;
    uint32_t capacity;
  };
  // Followed by room for `capacity` chunks' addresses, then for their births.
  struct Node {
    Epoch birth;
    uint32_t size, capacity;
    T** chunks() { return reinterpret_cast<T**>(this + 1); }
    ChunkBirth* births() { return reinterpret_cast<ChunkBirth*>(chunks() + capacity); }
  };
  static size_t node_bytes(uint32_t capacity) {
    return sizeof(Node) + capacity * (sizeof(T*) + sizeof(ChunkBirth));
  }

  template <class Block>
  static void free(void* block) {
    ::operator delete(block, std::align_val_t(alignof(Block)));
  }
  template <class Block>
  static void retire(Edit& edit, Block* block, Epoch birth, size_t bytes) {
    edit.retired.push_back({block, &free<Block>, birth});
    edit.bytes -= static_cast<int64_t>(bytes);
  }
  template <class Block>
  static Block* make(Edit& edit, size_t bytes) {
    edit.bytes += static_cast<int64_t>(bytes);
    return static_cast<Block*>(::operator new(bytes, std::align_val_t(alignof(Block))));
  }
  static Node* make_node(Edit& edit, uint32_t capacity) {
    Node* const node = make<Node>(edit, node_bytes(capacity));
    node->birth = edit.birth;
    node->size = 0;
    node->capacity = capacity;
    return node;
  }

  Node* node_to_write(Edit& edit, uint32_t place, uint32_t room) {
    if (place == nodes_.size()) nodes_.push_back(make_node(edit, std::bit_ceil(room)));
    Node* const node = nodes_[place];
    if (edit.may_write(node->birth) && node->capacity >= room) return node;
    Node* const copy = make_node(edit, std::max(node->capacity, std::bit_ceil(room)));
    copy->size = node->size;
    std::memcpy(copy->chunks(), node->chunks(), node->size * sizeof(T*));
    std::memcpy(copy->births(), node->births(), node->size * sizeof(ChunkBirth));
    retire(edit, node, node->birth, node_bytes(node->capacity));
    return nodes_[place] = copy;
  }

  T* chunk_to_write(Edit& edit, uint32_t place, uint32_t room) {
    const uint32_t in_node = place % node_length;
    Node* const node = node_to_write(edit, place / node_length, in_node + 1);
    T*& chunk = node->chunks()[in_node];
    ChunkBirth& birth = node->births()[in_node];
    const bool is_new = in_node == node->size;
    if (!is_new && edit.may_write(birth.birth) && birth.capacity >= room) return chunk;
    const uint32_t capacity = std::max(is_new ? chunk_length_min : birth.capacity,
                                       std::min(chunk_length, std::bit_ceil(room)));
    T* const made = make<T>(edit, capacity * sizeof(T));
    if (is_new) {
      ++node->size;
    } else {
      std::memcpy(made, chunk, birth.capacity * sizeof(T));
      retire(edit, chunk, birth.birth, birth.capacity * sizeof(T));
    }
    birth = {edit.birth, capacity};
    return chunk = made;
  }

  std::vector<Node*> nodes_;
  uint32_t size_ = 0;
};

}  // namespace payoutd::index
