#!/bin/sh
# The kept corpora: one text a fuzzer, an input in base64 a line.
#   corpus.sh unpack tests/fuzz/corpus/record_open.txt FOLDER
#   corpus.sh pack FOLDER tests/fuzz/corpus/record_open.txt
set -eu
case "${1:-}" in
  unpack)
    mkdir -p "$3"
    number=0
    while IFS= read -r line; do
      number=$((number + 1))
      printf '%s' "$line" | base64 -d > "$3/kept-$number"
    done < "$2"
    ;;
  pack)
    find "$2" -type f | while IFS= read -r file; do
      base64 -w0 "$file"
      echo
    done | LC_ALL=C sort -u > "$3"
    ;;
  *)
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
