// rails/sandbox/file_book.h: a book in a text file that is only appended to. Several processes on
// one file act as one bank.
//
// The first line is `payoutd sandbox book 1`; each other line is an event (book_line.h), written by
// a single write() under an exclusive flock() of the file, waited for five seconds at most. A last
// line without its end is what a crash left of a write that was never answered: it counts for
// nothing and is cut off by the next write. What was written survives the death of a process, but
// is not forced to the disk: after a power failure the bank may have forgotten the last seconds.
//
// A file that was removed, cut short or put in another's place while it is in use is another book,
// and an empty one is a bank that knows nothing.
#pragma once

#include <memory>
#include <string>

#include "rails/sandbox/book.h"

namespace payoutd::rails::sandbox {

inline constexpr int64_t book_keeps_days = 30;

// Opens the book or makes it (mode 0600, its folder must be there). Lines of attempts that were
// over and came more than book_keeps_days before `now` are dropped: the file is written anew.
// Refusals: `not_a_sandbox_book` (another file: it is left alone), `sandbox_book_damaged` (the line
// is named). Unavailable, here and in write(): `sandbox_book_unavailable`. write() may give
// `sandbox_book_damaged` too.
base::Result<std::unique_ptr<SandboxBook>> open_file_book(const std::string& path,
                                                          base::Timestamp now);

}  // namespace payoutd::rails::sandbox
