#include "imports/jsonl.h"

#include <deque>

#include <simdjson.h>

#include "base/json_number.h"
#include "imports/line_reader.h"

namespace payoutd::imports {
namespace {

namespace ondemand = simdjson::ondemand;

// Thrown and caught in this file: the line is JSON, but no row.
struct NotARow {
  std::string field;
  std::string message;
};

class JsonRow {
 public:
  // The row's views live until the next call.
  const Row& parse(std::string& line) {
    row_.clear();
    names_.clear();
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    ondemand::document document =
        parser_.iterate(simdjson::padded_string_view(line.data(), line.size(), line.capacity()));
    if (document.type() != ondemand::json_type::object) throw NotARow{"", "a row is an object"};
    for (ondemand::field field : document.get_object()) {
      const std::string_view name = field.unescaped_key();
      ondemand::value value = field.value();
      if (name == "beneficiary" && value.type() == ondemand::json_type::object) {
        add_beneficiary(value);
      } else if (name != "beneficiary" || !value.is_null()) {
        add(name, value);
      }
    }
    const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    if (!at_end) throw NotARow{"", "there is text after the object"};
    return row_;
  }

 private:
  void add_beneficiary(ondemand::value& beneficiary) {
    for (ondemand::field field : beneficiary.get_object()) {
      names_.push_back("beneficiary_" + std::string(std::string_view(field.unescaped_key())));
      ondemand::value value = field.value();
      add(names_.back(), value);
    }
  }

  void add(std::string_view name, ondemand::value& value) {
    switch (value.type()) {
      case ondemand::json_type::string:
        row_.push_back({name, value.get_string(), false});
        return;
      case ondemand::json_type::number:
        row_.push_back({name, number_text(value), true});
        return;
      case ondemand::json_type::null:
        if (!value.is_null()) throw NotARow{"", "there is something that is not JSON"};
        row_.push_back({name, {}, false});
        return;
      case ondemand::json_type::boolean:
      case ondemand::json_type::array:
      case ondemand::json_type::object:
        break;
    }
    const std::string shown(name.substr(0, 64));
    throw NotARow{shown, shown + " must be a text or a number"};
  }

  // As it stands in the file: no number is ever read as floating point.
  static std::string_view number_text(ondemand::value& value) {
    const auto text = base::json_number(value.raw_json_token());
    if (!text) throw NotARow{"", "there is something that is not JSON"};
    return *text;
  }

  ondemand::parser parser_;
  Row row_;
  std::deque<std::string> names_;  // does not move what it holds
};

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool hand_over(JsonRow& reader, std::string& line, uint64_t number, RowSink& sink) {
  const Row* row = nullptr;
  try {
    row = &reader.parse(line);
  } catch (const NotARow& problem) {
    return sink.broken_row(number, {problem.field, "json", problem.message});
  } catch (const simdjson::simdjson_error& error) {
    return sink.broken_row(number, {"", "json", error.what()});
  }
  return sink.row(number, *row);
}

}  // namespace

base::Status read_jsonl(std::istream& file, RowSink& sink) {
  LineReader lines(file);
  JsonRow reader;
  std::string line;
  for (;;) {
    const LineReader::Got got = lines.next(line);
    if (got == LineReader::Got::failed) {
      return base::unavailable("read_failed", "the file could not be read to its end");
    }
    if (got == LineReader::Got::end) return {};
    bool go_on = true;
    if (got == LineReader::Got::too_long) {
      go_on = sink.broken_row(lines.number(), {"", "too_long", "the row is longer than 1 MiB"});
    } else if (!is_blank(line)) {
      go_on = hand_over(reader, line, lines.number(), sink);
    }
    if (!go_on) return {};
  }
}

}  // namespace payoutd::imports
