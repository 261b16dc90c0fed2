// index/touch.h: asks for memory ahead of its use. Private to the index.
#pragma once

namespace payoutd::index {

// Loads a byte and throws it away, so that loads of many places wait for memory together. Not a
// prefetch instruction: processors drop those for pages whose address they do not have at hand,
// which in gigabytes is most of them (13.5 µs a page of 20 payouts became 9.6 µs).
inline void touch(const void* place) {
  static_cast<void>(*static_cast<const volatile char*>(place));
}

}  // namespace payoutd::index
