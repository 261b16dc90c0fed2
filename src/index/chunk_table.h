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
        ->chunks()[(i >> chunk_bits) & (node_length - 1)]
        ->values()[i & (chunk_length - 1)];
  }

  uint32_t size() const { return size_; }

  // The value, to be written during this edit.
  T& edit(Edit& edit, uint32_t i) {
    return chunk_to_write(edit, i >> chunk_bits, i % chunk_length + 1)->values()[i % chunk_length];
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
      for (uint32_t i = 0; i < node->size; ++i) free<Chunk>(node->chunks()[i]);
      free<Node>(node);
    }
    nodes_.clear();
  }

 private:
  static constexpr uint32_t chunk_length = uint32_t{1} << chunk_bits;
  static constexpr uint32_t node_bits = table_node_bits;
  static constexpr uint32_t node_length = uint32_t{1} << node_bits;

  // Both are followed by as many elements as they have room for.
  static constexpr size_t chunk_alignment = std::max(alignof(T), alignof(Epoch));
  struct alignas(chunk_alignment) Chunk {
    Epoch birth;
    uint64_t capacity;
    T* values() { return reinterpret_cast<T*>(this + 1); }
    static size_t bytes(uint64_t room) { return sizeof(Chunk) + room * sizeof(T); }
  };
  struct Node {
    Epoch birth;
    uint32_t size, capacity;
    Chunk** chunks() { return reinterpret_cast<Chunk**>(this + 1); }
    static size_t bytes(uint64_t room) { return sizeof(Node) + room * sizeof(Chunk*); }
  };

  template <class Block>
  static void free(void* block) {
    ::operator delete(block, std::align_val_t(alignof(Block)));
  }
  template <class Block>
  static void retire(Edit& edit, Block* block) {
    edit.retired.push_back({block, &free<Block>, block->birth});
    edit.bytes -= static_cast<int64_t>(Block::bytes(block->capacity));
  }

  template <class Block>
  static Block* make(Edit& edit, uint32_t capacity) {
    const size_t bytes = Block::bytes(capacity);
    auto* const block =
        static_cast<Block*>(::operator new(bytes, std::align_val_t(alignof(Block))));
    edit.bytes += static_cast<int64_t>(bytes);
    block->birth = edit.birth;
    block->capacity = capacity;
    return block;
  }

  Node* node_to_write(Edit& edit, uint32_t place, uint32_t room) {
    if (place == nodes_.size()) {
      nodes_.push_back(make<Node>(edit, std::bit_ceil(room)));
      nodes_.back()->size = 0;
    }
    Node* node = nodes_[place];
    if (edit.may_write(node->birth) && node->capacity >= room) return node;
    Node* const copy = make<Node>(edit, std::max(node->capacity, std::bit_ceil(room)));
    copy->size = node->size;
    std::memcpy(copy->chunks(), node->chunks(), node->size * sizeof(Chunk*));
    retire(edit, node);
    return nodes_[place] = copy;
  }

  Chunk* chunk_to_write(Edit& edit, uint32_t place, uint32_t room) {
    const uint32_t in_node = place % node_length;
    Node* const node = node_to_write(edit, place / node_length, in_node + 1);
    Chunk*& chunk = node->chunks()[in_node];
    if (in_node == node->size) {
      chunk = make<Chunk>(edit, std::min(chunk_length, std::max<uint32_t>(8, std::bit_ceil(room))));
      ++node->size;
      return chunk;
    }
    if (edit.may_write(chunk->birth) && chunk->capacity >= room) return chunk;
    const auto capacity = static_cast<uint32_t>(
        std::max<uint64_t>(chunk->capacity, std::min(chunk_length, std::bit_ceil(room))));
    Chunk* const copy = make<Chunk>(edit, capacity);
    std::memcpy(copy->values(), chunk->values(), chunk->capacity * sizeof(T));
    retire(edit, chunk);
    return chunk = copy;
  }

  std::vector<Node*> nodes_;
  uint32_t size_ = 0;
};

}  // namespace payoutd::index
