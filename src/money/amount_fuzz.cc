// Whatever text is read as an amount is shown as a text that reads back as the same amount.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "money/amount.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payoutd;
  if (size < 1) return 0;
  const money::Currency currency =
      money::currency_at(static_cast<uint16_t>(data[0] % money::currency_count()));
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto amount = money::parse_amount(text, currency);
  if (!amount) return 0;
  base::check(money::fits_decimals(*amount), "a read amount fits its currency");
  const auto again = money::parse_amount(money::to_text(*amount), currency);
  base::check(again && *again == *amount, "an amount's text reads back");
  return 0;
}
