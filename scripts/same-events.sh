#!/bin/sh
# Shows that two builds of KeyCell simulate the same cells, although the newer one tells more of them:
#
#   scripts/same-events.sh OLD_PROGRAM NEW_PROGRAM [SCENARIO...]      (default: the catalogue, seeds 1 to 3)
#
# Of the newer build's events those kinds are left out that the older one does not know, and of the others the fields that it
# does not have; then events.jsonl must be equal byte for byte, but for the numbers of events. Steps of flows are compared
# apart: each that the older build tells, the newer one tells as often, but without its time, because what key code does is
# told where it is done, before its time is charged; some flows number their steps anew. Bytes of messages enter by their size.
# Exit code: 0 equal, 1 something differs, 2 usage.
set -u

[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
old=$1 new=$2
shift 2
# shellcheck disable=SC2046  # names of scenarios, split on purpose
[ $# -gt 0 ] || set -- $("$old" scenario list | sed -n '1d; s/^\([a-z0-9-][a-z0-9-]*\) .*/\1/p')
[ $# -gt 0 ] || { echo "same-events: $old names no scenario" >&2; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The events without their numbers; with the steps of flows, or those alone.
events_of() { sed -E '/"event":"flow-step"/d; s/^\{"n":[0-9]+,/{/' "$1"; }
steps_of() { sed -nE '/"event":"flow-step"/{s/^\{"n":[0-9]+,"t_ns":[0-9]+,/{/; s/,"document":"[^"]*"//; p}' "$1" | LC_ALL=C sort; }
# Until creations and rotations told all their steps, "the CSDB has it" was the first; an aux copy told three.
numbered_anew() {
  sed -E 's/("flow":"create-copy","step":)1,/\14,/; s/("flow":"rotate-master-key","step":)1,/\14,/
    s/("flow":"aux-copy","step":)3,/\16,/; s/("flow":"aux-copy","step":)2,/\15,/; s/("flow":"aux-copy","step":)1,/\14,/' |
    LC_ALL=C sort
}
# Of $2, what $1 has too: its kinds of events, its fields.
less() {
  awk '
    function kind(line) { match(line, /"event":"[^"]*"/); return substr(line, RSTART, RLENGTH) }
    NR == FNR {
      k = kind($0)
      known[k] = 1
      rest = $0
      while (match(rest, /"[a-z_]+":/)) {
        fields[k, substr(rest, RSTART, RLENGTH)] = 1
        rest = substr(rest, RSTART + RLENGTH)
      }
      next
    }
    !(kind($0) in known) { next }
    {
      line = $0
      k = kind(line)
      for (f = 1; f <= split("call cause object copy archive_file chunk master_key secret document", extra, " "); f++)
        if (!((k, "\"" extra[f] "\":") in fields)) gsub(",\"" extra[f] "\":(\"[^\"]*\"|[0-9]+)", "", line)
      print line
    }' "$1" "$2"
}

failed=0
for scenario in "$@"; do
  for seed in 1 2 3; do
    for build in old new; do
      [ "$build" = old ] && program=$old || program=$new
      "$program" run "$scenario" --seed "$seed" --out "$work/$build" >/dev/null 2>&1
      events_of "$work/$build/events.jsonl" >"$work/$build.events"
      steps_of "$work/$build/events.jsonl" >"$work/$build.steps"
    done
    less "$work/old.events" "$work/new.events" >"$work/less"
    # A build that tells a creation's first three steps numbers them as they are now.
    if ! grep -q '"flow":"create-copy","step":4' "$work/old.steps"; then
      numbered_anew <"$work/old.steps" >"$work/renumbered" && mv "$work/renumbered" "$work/old.steps"
    fi
    LC_ALL=C comm -23 "$work/old.steps" "$work/new.steps" >"$work/untold"
    if [ -s "$work/old.events" ] && cmp -s "$work/old.events" "$work/less" && [ ! -s "$work/untold" ]; then
      echo "the same: $scenario, seed $seed ($(wc -l <"$work/old/events.jsonl") events, now $(wc -l <"$work/new/events.jsonl"))"
    else
      echo "DIFFERENT: $scenario, seed $seed; the first difference:"
      diff "$work/old.events" "$work/less" | head -n 4
      head -n 2 "$work/untold"
      failed=1
    fi
  done
done
exit $failed
