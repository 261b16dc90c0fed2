#include "index/text_arena.h"

#include <algorithm>
#include <cstring>

namespace payoutd::index {
namespace {

constexpr size_t chunk_bytes = 1 << 20;
constexpr size_t length_bytes_max = 5;

// Seven bits a byte, lowest first; the high bit says that more follow.
char* write_length(size_t length, char* out) {
  while (length >= 0x80) {
    *out++ = static_cast<char>(0x80U | (length & 0x7fU));
    length >>= 7U;
  }
  *out++ = static_cast<char>(length);
  return out;
}

const char* read_length(const char* in, size_t& length) {
  length = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*in++);
    length |= static_cast<size_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) return in;
  }
}

}  // namespace

Texts texts_of(const payouts::PayoutView& payout) {
  return {payout.reference_id,
          payout.beneficiary_email,
          payout.beneficiary_first_name,
          payout.beneficiary_last_name,
          payout.beneficiary_country,
          payout.beneficiary_phone,
          payout.description,
          payout.failure_code,
          payout.failure_reason,
          payout.network,
          payout.address,
          payout.tx_hash,
          payout.note};
}

void put_texts(const Texts& texts, payouts::PayoutView& payout) {
  payout.reference_id = texts[0];
  payout.beneficiary_email = texts[1];
  payout.beneficiary_first_name = texts[2];
  payout.beneficiary_last_name = texts[3];
  payout.beneficiary_country = texts[4];
  payout.beneficiary_phone = texts[5];
  payout.description = texts[6];
  payout.failure_code = texts[7];
  payout.failure_reason = texts[8];
  payout.network = texts[9];
  payout.address = texts[10];
  payout.tx_hash = texts[11];
  payout.note = texts[12];
}

char* TextArena::reserve(size_t bytes) {
  if (bytes > free_bytes_) {
    const size_t size = std::max(bytes, chunk_bytes);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    free_ = chunks_.back().get();
    free_bytes_ = size;
    memory_bytes_ += size;
  }
  return free_;
}

// Each text is its length, then its bytes.
TextArena::Place TextArena::append(const Texts& texts) {
  size_t bytes = text_count * length_bytes_max;
  for (const std::string_view text : texts) bytes += text.size();
  char* const begin = reserve(bytes);
  char* out = begin;
  for (const std::string_view text : texts) {
    out = write_length(text.size(), out);
    if (!text.empty()) std::memcpy(out, text.data(), text.size());
    out += text.size();
  }
  free_bytes_ -= static_cast<size_t>(out - begin);
  free_ = out;
  return begin;
}

Texts TextArena::read(Place place) {
  Texts texts;
  for (std::string_view& text : texts) {
    size_t length = 0;
    place = read_length(place, length);
    text = {place, length};
    place += length;
  }
  return texts;
}

std::string_view TextArena::read_one(Place place, size_t text) {
  size_t length = 0;
  place = read_length(place, length);
  for (size_t i = 0; i < text; ++i) place = read_length(place + length, length);
  return {place, length};
}

}  // namespace payoutd::index
