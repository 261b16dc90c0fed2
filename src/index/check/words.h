// index/check/words.h: texts that are hard to search and to sort. For tests only.
#pragma once

#include <string>
#include <string_view>

#include "index/check/dice.h"

namespace payoutd::index {

// A few pieces one behind the other, each often a letter: texts begin alike, repeat themselves,
// have letters whose case changes their length, and end where others begin. Well-formed UTF-8.
std::string make_text(Dice& dice, uint64_t pieces_max);

// Part of a text, from a whole character to another; now and then a beginning, an end, all of it.
std::string_view part_of(std::string_view text, Dice& dice);

// The same in another letter case, here and there.
std::string in_other_case(std::string_view text, Dice& dice);

}  // namespace payoutd::index
