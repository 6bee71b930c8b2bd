#!/bin/sh
# Shows that check_type_names.sh finds a type that two headers define, and leaves alone what only looks like it.
set -u

check=$(cd "$(dirname "$0")" && pwd)/check_type_names.sh
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/tests"

header() { printf '#pragma once\nnamespace %s {\n%s\n}\n' "$2" "$3" >"$tree/tests/$1.h"; }

header one keycell::test 'struct Told {
};'
header other_namespace keycell::model 'struct Told {
};'
header declared keycell::test 'struct Told;'
header member keycell::test 'struct Told::Part {
};'
sh "$check" "$tree" || { echo "FAILED: what is no second definition is refused" && exit 1; }
for again in 'struct Told {' 'class Told final : public Fold {' 'enum class Told { yes, no };'; do
  header two keycell::test "$again"
  output=$(sh "$check" "$tree")
  case "$? $output" in
    "1 tests/two.h:3: keycell::test::Told is defined at tests/one.h:3 too") ;;
    *) echo "FAILED: \"$again\" must be refused: $output" && exit 1 ;;
  esac
done
