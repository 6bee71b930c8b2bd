#!/bin/sh
# Shows that check_rooms.sh finds what it must find: plants one violation at a time in an otherwise clean tree, and demands
# failure with the right file:line; the clean tree, with the nearest allowed include for each rule, must pass.
set -u

check=$(cd "$(dirname "$0")" && pwd)/check_rooms.sh
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT TERM
failed=0
passed=0

# plant FILE INCLUDE: a file whose third line is the include.
plant() {
  mkdir -p "$tree/$(dirname "$1")"
  printf '#pragma once\n// A file of the self-test.\n%s\n' "$2" >"$tree/$1"
}

verdict() {
  if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $2"; fi
}

# refused FILE INCLUDE: the check must name FILE:3 and exit 1.
refused() {
  plant "$1" "$2"
  output=$(sh "$check" "$tree" 2>&1)
  code=$?
  case "$code $output" in "1 $1:3: "*) verdict ok ;; *) verdict bad "$1 with $2 must be refused; exit $code: $output" ;; esac
  rm "$tree/$1"
}

# allowed FILE INCLUDE: stays in the tree, which must still pass.
allowed() {
  plant "$1" "$2"
  output=$(sh "$check" "$tree" 2>&1) && verdict ok || verdict bad "$1 with $2 must pass: $output"
}

allowed crypto/aead.cpp '#include <openssl/evp.h>'
allowed crypto/profiles/pool.cpp '#include "crypto/aead.h"'
allowed model/csdb/vfs.cpp '#include <sqlite3.h>'
allowed model/flows/restore.cpp '#include "crypto/hierarchy.h"'
allowed scenarios/scenario.h '#include "model/channel_kind.h"'
allowed sim/world.cpp '#include <simgrid/s4u.hpp>'
allowed sim/process.cpp '#include <openssl/rand.h>'
allowed sim/sqlite.cpp '#include <sqlite3.h>'
allowed sim/build.cpp '#include "scenarios/scenario.h"'
allowed properties/policy.cpp '#include <nlohmann/json.hpp>'
allowed properties/nonce.cpp '#include "sim/simulate.h"'
allowed properties/watch/matcher.cpp '#include "properties/watch/windows.h"'
allowed properties/watch/secret.cpp '#include "crypto/secret.h"'
allowed measures/meter.cpp '#include "properties/property.h"'
allowed campaigns/study.cpp '#include "measures/meter.h"'
allowed reports/json.cpp '#include "properties/verdict.h"'
allowed cli/run.cpp '#include "reports/json.h"'
allowed tests/crypto/aead_test.cpp '#include <nlohmann/json.hpp>'
allowed tests/sim/clock_test.cpp '#include <simgrid/s4u.hpp>'
allowed bench/flows.cpp '#include <simgrid/s4u.hpp>'

# Each room reaches for the next one; the last has no next.
refused crypto/bad.h '#include "model/events.h"'
refused model/bad.h '#include "scenarios/scenario.h"'
refused scenarios/bad.h '#include "sim/simulate.h"'
refused sim/bad.h '#include "properties/policy.h"'
refused properties/bad.h '#include "measures/figures.h"'
refused properties/watch/events.h '#include "model/events.h"'
refused properties/watch/fold.cpp '#include "properties/property.h"'
refused measures/bad.h '#include "campaigns/campaign.h"'
refused measures/screen.cpp '#include "reports/screen.h"'
refused campaigns/bad.h '#include "reports/json.h"'
refused campaigns/options.cpp '#include <CLI/CLI.hpp>'
refused reports/bad.h '#include "cli/run.h"'
# ... and past it, deeper in the tree, and written in other ways.
refused crypto/profiles/bad.cpp '  #  include "cli/run.h"'
refused model/flows/bad.cpp '#include <sim/simulate.h>'
refused model/flows/dots.cpp '#include "../../sim/simulate.h"'
refused cli/bad.cpp '#include "tests/model/page_world.h"'
# Libraries out of their rooms.
refused model/simgrid.cpp '#include <simgrid/s4u.hpp>'
refused properties/simgrid.cpp '#include <simgrid/engine.h>'
refused cli/xbt.cpp '#include <xbt/log.h>'
refused tests/model/simgrid_test.cpp '#include <simgrid/s4u.hpp>'
refused model/openssl.cpp '#include <openssl/evp.h>'
refused properties/openssl.cpp '#include <openssl/sha.h>'
refused crypto/sqlite.cpp '#include <sqlite3.h>'
refused reports/sqlite.cpp '#include <sqlite3.h>'
refused crypto/json.cpp '#include <nlohmann/json.hpp>'
refused sim/json.h '#include <nlohmann/json_fwd.hpp>'

# Comments are no includes.
allowed crypto/comment.h '// model/events.h has #include "model/events.h" of its own.'

mkdir "$tree/empty"
sh "$check" "$tree/empty" >/dev/null 2>&1
[ $? -eq 2 ] && verdict ok || verdict bad "a tree without rooms must be an error"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
