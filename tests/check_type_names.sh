#!/bin/sh
# Enforces that headers define no type of one name twice in a namespace: check_type_names.sh [ROOT]. Two that meet in one
# program are one to the linker, which takes the members of either: only a build without inlining notices. Names each
# later definition as file:line and exits 1.
set -u

cd "${1:-$(dirname "$0")/..}" || exit 2
find . \( -name .git -o -path ./build -o -name node_modules \) -prune -o -type f -name '*.h' -print | sort | while read -r header; do
  awk -v file="${header#./}" '
    /^namespace [A-Za-z_:]* *\{/ { space = $2 }
    /^(struct|class|enum|enum class) [A-Za-z]+[^;(]*\{/ {
      name = $0; sub(/^(struct|class|enum class|enum) /, "", name); sub(/[^A-Za-z0-9_].*/, "", name)
      if ($0 ~ ("^(struct|class) " name "::")) next  # a member of one that is declared elsewhere
      print space "::" name " " file ":" FNR
    }' "$header"
done | sort | awk '
  $1 == before { print $2 ": " $1 " is defined at " at " too"; bad = 1 }
  { before = $1; at = $2 }
  END { exit bad }'
