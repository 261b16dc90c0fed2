#include "imports/csv.h"

#include <algorithm>

#include <csv.h>

#include "base/check.h"
#include "base/utf8.h"
#include "imports/line_reader.h"

namespace payoutd::imports {
namespace {

// An export puts an apostrophe before what a spreadsheet might take for a formula, also behind
// apostrophes (docs/PARTNER_API.md): takes it off again.
std::string_view without_guard(std::string_view text) {
  if (!text.starts_with('\'')) return text;
  const size_t first = text.find_first_not_of('\'');
  const bool guarded = first != std::string_view::npos &&
                       std::string_view("=+-@\t\r\n").find(text[first]) != std::string_view::npos;
  return text.substr(guarded ? 1 : 0);
}

// Puts the cells that libcsv finds together to rows.
class CsvRows {
 public:
  CsvRows(const std::vector<ColumnRule>& columns, RowSink& sink) : columns_(columns), sink_(sink) {
    restart();
  }
  ~CsvRows() { csv_free(&parser_); }
  CsvRows(const CsvRows&) = delete;

  // What is wrong with the header is told by status(); false ends the reading.
  bool feed(uint64_t line, std::string_view text) {
    if (!inside_row_) {
      if (text.find_first_not_of("\r\n") == std::string_view::npos) return go_on_;
      row_line_ = line;
    }
    last_line_ = line;
    row_bytes_ += text.size();
    if (row_bytes_ > row_bytes_max) return give_up("too_long", "the row is longer than 1 MiB");
    inside_row_ = true;
    const size_t read = csv_parse(&parser_, text.data(), text.size(), &on_cell, &on_row, this);
    if (read != text.size()) {
      return give_up("csv", "a quote stands where none may, or the text goes on after one");
    }
    return go_on_;
  }

  bool finish() {
    const bool open_quote = csv_fini(&parser_, &on_cell, &on_row, this) != 0;
    if (open_quote) return give_up("csv", "a quoted cell does not end");
    return go_on_;
  }

  bool skip(uint64_t line) {
    row_line_ = inside_row_ ? row_line_ : line;
    return give_up("too_long", "the row is longer than 1 MiB");
  }

  base::Status status() const {
    if (!header_status_) return header_status_;
    if (!has_header_) return base::refused("no_header", "the file is empty: there is no header");
    return {};
  }

 private:
  void restart() {
    const int made = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    base::check(made == 0, "a CSV parser can be made");
    // RFC 4180: spaces count, and a row ends with a line. What libcsv does with spaces around cells
    // (it drops them) is right for the CR of a CRLF.
    csv_set_space_func(&parser_, [](unsigned char c) { return c == '\r' ? 1 : 0; });
    csv_set_term_func(&parser_, [](unsigned char c) { return c == '\n' ? 1 : 0; });
    begin_row();
  }

  void begin_row() {
    cells_.clear();
    texts_.clear();
    inside_row_ = false;
    row_bytes_ = 0;
  }

  bool give_up(std::string_view rule, std::string message) {
    const uint64_t line = row_line_;
    // Good rows may have been swallowed by a stray quote: say how far it went.
    if (last_line_ > line) {
      message += " (lines " + std::to_string(line) + " to " + std::to_string(last_line_) +
                 " were taken for one row)";
    }
    csv_free(&parser_);
    restart();
    if (!has_header_) {
      header_status_ = base::refused(std::string(rule), "the header: " + message);
      return go_on_ = false;
    }
    return go_on_ = go_on_ && sink_.broken_row(line, {"", std::string(rule), std::move(message)});
  }

  static void on_cell(void* text, size_t length, void* self) {
    auto& rows = *static_cast<CsvRows*>(self);
    rows.cells_.push_back(rows.texts_.size());
    if (length > 0) rows.texts_.append(static_cast<const char*>(text), length);
  }

  static void on_row(int /*terminator*/, void* self) { static_cast<CsvRows*>(self)->end_row(); }

  void end_row() {
    if (!go_on_) return begin_row();
    if (!has_header_) {
      take_header();
    } else if (cells_.size() != header_.size()) {
      const bool more = cells_.size() > header_.size();
      go_on_ =
          sink_.broken_row(row_line_, {"", more ? "too_many_cells" : "too_few_cells",
                                       "the row has " + std::to_string(cells_.size()) +
                                           " cells, the header " + std::to_string(header_.size())});
    } else {
      for (size_t i = 0; i < cells_.size(); ++i) {
        row_[i].text = is_export_ ? without_guard(cell(i)) : cell(i);
      }
      go_on_ = sink_.row(row_line_, row_);
    }
    begin_row();
  }

  std::string_view cell(size_t position) const {
    const size_t begin = cells_[position];
    const size_t end = position + 1 < cells_.size() ? cells_[position + 1] : texts_.size();
    return std::string_view(texts_).substr(begin, end - begin);
  }

  void take_header() {
    has_header_ = true;
    for (size_t i = 0; i < cells_.size(); ++i) header_.emplace_back(cell(i));
    for (const std::string& name : header_) row_.push_back({name, {}, false});
    is_export_ = header_.front() == "id";
    header_status_ = judge_header();
    if (!header_status_) go_on_ = false;
  }

  base::Status judge_header() const {
    for (auto name = header_.begin(); name != header_.end(); ++name) {
      const auto named = [&](const ColumnRule& column) { return column.name == *name; };
      const std::string shown = base::is_utf8(*name) ? *name : "(unreadable)";
      if (std::none_of(columns_.begin(), columns_.end(), named)) {
        return base::refused_field(shown, "unknown_column", "there is no column \"" + shown + "\"");
      }
      if (std::find(header_.begin(), name, *name) != name) {
        return base::refused_field(shown, "duplicate_column", shown + " stands there twice");
      }
    }
    for (const ColumnRule& column : columns_) {
      if (column.required &&
          std::find(header_.begin(), header_.end(), column.name) == header_.end()) {
        const std::string name(column.name);
        return base::refused_field(name, "required", "the column " + name + " is missing");
      }
    }
    return {};
  }

  const std::vector<ColumnRule>& columns_;
  RowSink& sink_;
  csv_parser parser_{};
  bool go_on_ = true;
  bool has_header_ = false;
  bool is_export_ = false;  // its header begins with `id`, as no other's need to
  base::Status header_status_;
  std::vector<std::string> header_;
  Row row_;  // names of the header, texts of the row at hand

  bool inside_row_ = false;
  uint64_t row_line_ = 0;   // where the row at hand begins
  uint64_t last_line_ = 0;  // that was fed
  size_t row_bytes_ = 0;
  std::vector<size_t> cells_;  // where each begins in texts_
  std::string texts_;
};

}  // namespace

base::Status read_csv(std::istream& file, const std::vector<ColumnRule>& columns, RowSink& sink) {
  LineReader lines(file);
  CsvRows rows(columns, sink);
  std::string line;
  for (;;) {
    const LineReader::Got got = lines.next(line);
    if (got == LineReader::Got::failed) {
      return base::unavailable("read_failed", "the file could not be read to its end");
    }
    if (got == LineReader::Got::end) {
      rows.finish();
      return rows.status();
    }
    const bool go_on = got == LineReader::Got::too_long ? rows.skip(lines.number())
                                                        : rows.feed(lines.number(), line);
    if (!go_on) return rows.status();
  }
}

}  // namespace payoutd::imports
