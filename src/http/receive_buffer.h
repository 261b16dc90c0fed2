// http/receive_buffer.h: bytes that came from a socket and are not read yet. Private to http/.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace payoutd::http {

class ReceiveBuffer {
 public:
  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(size_t count) { begin_ += count; }

  // Room for at least one more byte, and for `wanted` if there is to be much. Invalidates unread().
  std::span<char> space(size_t wanted = 1) {
    if (begin_ == end_) begin_ = end_ = 0;
    if (begin_ > 0 && capacity_ - end_ < wanted) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (capacity_ - end_ < wanted) grow(std::max({initial_capacity, 2 * capacity_, end_ + wanted}));
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void commit(size_t count) { end_ += count; }

  // Gives back what a large request took.
  void shrink_if_empty() {
    if (empty() && capacity_ > initial_capacity) *this = ReceiveBuffer();
  }

 private:
  // Most requests fit; and ten thousand idle connections keep one each.
  static constexpr size_t initial_capacity = 4096;

  void grow(size_t capacity) {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (!empty()) std::memcpy(larger.get(), bytes_.get() + begin_, end_ - begin_);
    bytes_ = std::move(larger);
    end_ -= begin_;
    begin_ = 0;
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace payoutd::http
