# An independent reading of Oxford's quarterly files, given oldest first: for each record its pence,
# day, Trans No, supplier, category, unit and what payoutd must find wrong with it (column:rule),
# separated by tabs. With -v summary=1: counts and sums only. Run it under LC_ALL=C.

function fail(message) {
  print FILENAME ":" FNR ": " message > "/dev/stderr"
  failed = 1
  exit 2
}

# Splits a line of CSV into cell[1…]; returns how many.
function split_cells(line,    count, end) {
  count = 0
  line = line ","
  while (line != "") {
    if (substr(line, 1, 1) == "\"") {
      end = closing_quote(line)
      cell[++count] = substr(line, 2, end - 2)
      gsub(/""/, "\"", cell[count])
      line = substr(line, end + 2)
    } else {
      end = index(line, ",")
      cell[++count] = substr(line, 1, end - 1)
      line = substr(line, end + 1)
    }
    gsub(/^ +| +$/, "", cell[count])
  }
  return count
}

# Where the cell that the line begins with ends.
function closing_quote(line,    at) {
  for (at = 2; at <= length(line); ++at) {
    if (substr(line, at, 1) != "\"") continue
    if (substr(line, at + 1, 1) != "\"") return at
    ++at
  }
  fail("a cell does not end on its line")
}

function find_columns(    count, i, name) {
  category_at = unit_at = 0
  count = split_cells($0)
  for (i = 1; i <= count; ++i) {
    name = tolower(cell[i])
    if (name ~ /^trans/) reference_at = i
    if (name ~ /^amount/) amount_at = i
    if (name ~ /date$/) date_at = i
    if (name ~ /^supplier.name$/) supplier_at = i
    if (name ~ /^expenditure.(cat|unit)/) category_at = i
    if (name ~ /^organisat.*unit$|^service/) unit_at = i
  }
}

function pence_of(text,    parts) {
  if (text == "") return ""
  if (text !~ /^-?[0-9]+(\.[0-9][0-9]?)?$/) fail("amount " text)
  split(text, parts, ".")
  return (parts[1] substr(parts[2] "00", 1, 2)) + 0
}

function day_of(text,    quarter) {
  if (text ~ /^[0-9][0-9]\/[0-9][0-9]\/[0-9][0-9][0-9][0-9]$/)
    return substr(text, 7) "-" substr(text, 4, 2) "-" substr(text, 1, 2)
  if (text == "") return ""
  if (text != "00:00:00") fail("date " text)
  quarter = substr(FILENAME, length(FILENAME) - 15, 12)  # apr-jun-2014
  return substr(quarter, 9) "-" first_month[substr(quarter, 1, 3)] "-01"
}

function faults_of(reference, pence, day,    faults) {
  faults = ""
  if (reference == "") faults = faults " reference_id:required"
  if (pence == "") faults = faults " amount:required"
  else if (pence <= 0) faults = faults " amount:positive"
  if (day == "") faults = faults " created_at:required"
  if (faults == "" && reference in taken) faults = " reference_id:duplicate_reference"
  if (faults == "") taken[reference] = 1
  return substr(faults, 2)
}

BEGIN {
  OFS = "\t"
  first_month["jan"] = "01"; first_month["apr"] = "04"
  first_month["jul"] = "07"; first_month["oct"] = "10"
}

{ sub(/\r$/, "") }
FNR == 1 { find_columns(); next }
{
  split_cells($0)
  reference = cell[reference_at]
  pence = pence_of(cell[amount_at])
  day = day_of(cell[date_at])
  faults = faults_of(reference, pence, day)
  ++records
  sum += pence
  ++count_of[faults]
  sum_of[faults] += pence
  if (summary) next
  category = category_at ? cell[category_at] : ""
  unit = unit_at ? cell[unit_at] : ""
  print pence, day, reference, cell[supplier_at], category, unit, faults
}

END {
  if (failed || !summary) exit failed ? 2 : 0
  printf "%d records, sum %.2f\n", records, sum / 100
  for (faults in count_of) {
    printf "%d %s, sum %.2f\n", count_of[faults], \
           faults == "" ? "good" : faults, sum_of[faults] / 100
  }
}
