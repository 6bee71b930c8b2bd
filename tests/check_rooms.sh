#!/bin/sh
# Enforces which room includes what (docs/concepts, CONTRIBUTING.md): check_rooms.sh [ROOT]. Names each offending line as
# file:line and exits 1; exits 2 if ROOT has none of the rooms.
#
# A room may include itself and the rooms before it in the order below. tests/ and bench/ may include every room; no room
# includes them. Libraries that one room hides from the others are listed with the folders that may name them.
set -u

cd "${1:-$(dirname "$0")/..}" || exit 2
order='crypto model scenarios sim properties measures campaigns reports cli'
folders=
for folder in $order tests bench; do
  [ ! -d "$folder" ] || folders="$folders $folder"
done
[ -n "$folders" ] || { echo "check_rooms: no room in $(pwd)" >&2; exit 2; }

# shellcheck disable=SC2086  # folder names, split on purpose
find $folders -type f \( -name '*.h' -o -name '*.hpp' -o -name '*.cpp' -o -name '*.cc' -o -name '*.c' -o -name '*.inc' \
  -o -name '*.in' \) -exec grep -En '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' /dev/null {} + |
  sort | awk -v order="$order" '
    BEGIN {
      count = split(order, room, " ")
      for (i = 1; i <= count; i++) rank[room[i]] = i
      # Header prefix -> folders that may include it.
      allowed["simgrid/"]  = "sim/ tests/sim/ bench/"
      allowed["xbt/"]      = "sim/ tests/sim/ bench/"
      allowed["openssl/"]  = "crypto/ sim/ tests/ bench/"
      allowed["sqlite3.h"] = "model/ sim/ tests/ bench/"
      allowed["utf8proc.h"] = "scenarios/"
      allowed["rapidcheck"] = "campaigns/ tests/"
      allowed["nlohmann/"] = "properties/ measures/ campaigns/ reports/ cli/ tests/ bench/"
      allowed["CLI/"] = "cli/ tests/"
    }
    function violation(why) { print file ":" line ": " why; bad = 1 }
    {
      file = $0; sub(/:.*/, "", file)
      rest = substr($0, length(file) + 2)
      line = rest; sub(/:.*/, "", line)
      header = rest; sub(/^[^"<]*["<]/, "", header); sub(/[">].*/, "", header)

      here = file; sub(/\/.*/, "", here)
      there = header; sub(/\/.*/, "", there)

      if (header ~ /(^|\/)\.\.?\//) violation("\"" header "\" is not written from the root")
      if (here in rank) {
        if (there in rank && header ~ /\// && rank[there] > rank[here])
          violation(here "/ must not include " there "/ (\"" header "\"): includes point only to rooms before it")
        if (header ~ /^(tests|bench)\//) violation(here "/ must not include " there "/ (\"" header "\")")
        # The watch is a room within a room: it looks at any bytes, and knows neither events nor a simulator.
        if (file ~ /^properties\/watch\// && there in rank && header !~ /^(crypto|properties\/watch)\//)
          violation("properties/watch/ includes crypto/ and itself only (\"" header "\")")
      }
      for (prefix in allowed) {
        if (index(header, prefix) != 1) continue
        ok = 0
        n = split(allowed[prefix], folder, " ")
        for (i = 1; i <= n; i++) if (index(file, folder[i]) == 1) ok = 1
        if (!ok) violation("<" header "> belongs to " allowed[prefix])
      }
    }
    END { exit bad }'
