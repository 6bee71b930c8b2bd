#!/bin/bash
# Measures what a newcomer waits for: `./keycell run quickstart`, then `./test`, each on a Debian 12 that has nothing but
# its base system. Prints minutes:seconds of each. Needs root, debootstrap and this host's apt sources.
#
#   scripts/measure-fresh-machine.sh [--base DIR] [--tree DIR] [--only keycell|test] [--keep]
#
#   --base DIR   the bare system: taken from DIR if that exists, else made there and kept for the next time. Never changed.
#   --tree DIR   measures the files of DIR as they are, without its build/, instead of the commit HEAD of this checkout
#   --only WHAT  measures one command only
#   --keep       keeps the used system and says where it is
# The two commands run one after the other on one system, as a newcomer runs them; --only test measures ./test alone.
set -Eeuo pipefail

say() { printf 'measure: %s\n' "$*" >&2; }
die() { say "$1"; exit "${2:-1}"; }

checkout=$(dirname "$(readlink -f "$0")")/..
base='' tree='' only='' keep=no
while [ $# -gt 0 ]; do
  case $1 in
    --base | --tree | --only)
      [ $# -ge 2 ] || die "$1 needs a value" 2
      declare "${1#--}=$2"
      shift
      ;;
    --keep) keep=yes ;;
    -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) die "unknown argument \"$1\"" 2 ;;
  esac
  shift
done
case $only in '' | keycell | test) ;; *) die "--only takes keycell or test" 2 ;; esac
[ "$(id -u)" -eq 0 ] || die "needs root, for chroot and mount" 4
command -v debootstrap >/dev/null || [ -d "$base" ] || die "debootstrap is missing: apt-get install debootstrap" 4

# In a mount namespace of its own: whatever happens, no mount outlives this process or is seen outside it.
if [ "${KEYCELL_OWN_MOUNTS:-}" != yes ]; then
  arguments=()
  [ -z "$base" ] || arguments+=(--base "$base")
  [ -z "$tree" ] || arguments+=(--tree "$tree")
  [ -z "$only" ] || arguments+=(--only "$only")
  [ "$keep" = no ] || arguments+=(--keep)
  KEYCELL_OWN_MOUNTS=yes exec unshare --mount --propagation private bash "$0" "${arguments[@]}"
fi

work=$(mktemp -d)
machine=$work/machine
clean_up() {
  local place
  for place in dev/shm dev proc; do
    ! mountpoint -q "$machine/$place" || umount "$machine/$place" || umount --lazy "$machine/$place"
  done
  if [ "$keep" = yes ]; then
    say "kept: $machine"
  elif mountpoint -q "$machine/dev" || mountpoint -q "$machine/proc"; then
    say "not removed, still mounted: $machine"
  else
    rm -rf --one-file-system "$work"
  fi
}
trap clean_up EXIT
trap 'say "failed in line $LINENO: $BASH_COMMAND"' ERR
trap 'exit 130' INT TERM

# The first mirror of bookworm's main component that this host's apt is set up with, in either format of its sources.
mirror_of_host() {
  { cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } | awk '
    function flush() { if (uri != "" && suites ~ /(^| )bookworm( |$)/ && !off) { print uri; exit } uri = suites = ""; off = 0 }
    /^[[:space:]]*$/ { flush() }
    /^URIs:/ { uri = $2 }
    /^Suites:/ { sub(/^Suites:[[:space:]]*/, ""); suites = $0 }
    /^Enabled:[[:space:]]*no/ { off = 1 }
    END { flush() }'
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
    sed -e 's/\[[^]]*\]//' | awk '$1 == "deb" && $3 == "bookworm" { print $2; exit }'
}

make_base() {
  local mirror
  mirror=$(mirror_of_host)
  mirror=${mirror%%$'\n'*}
  [ -n "$mirror" ] || die "no mirror of Debian 12 among the apt sources of this host"
  say "making a bare Debian 12 in $1"
  if ! debootstrap --variant=minbase bookworm "$1.partial" "$mirror" >"$work/debootstrap.log" 2>&1; then
    tail -n 20 "$work/debootstrap.log" >&2
    die "debootstrap failed"
  fi
  mv "$1.partial" "$1"
}

# What this host needs to reach its mirror: sources and their keys, proxy and other transport settings, names, certificates.
copy_apt_access() {
  local file
  rm -f "$machine/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    /etc/apt/trusted.gpg.d/* /etc/apt/keyrings/* /usr/share/keyrings/* /etc/resolv.conf /etc/hosts; do
    [ -f "$file" ] || continue
    mkdir -p "$machine${file%/*}"
    cp -L "$file" "$machine$file"
  done
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    ! grep -qsEi 'Acquire::(https?|ftp|Check-|Retries)|Proxy' "$file" || cp "$file" "$machine$file"
  done
  if grep -rqs 'https://' /etc/apt/sources.list /etc/apt/sources.list.d && [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$machine/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/"
  fi
}

copy_project() {
  mkdir "$machine/keycell"
  if [ -n "$tree" ]; then
    tar -C "$tree" --exclude=./build --exclude=./.git -cf - . | tar -C "$machine/keycell" -xf -
  else
    git -C "$checkout" archive HEAD | tar -C "$machine/keycell" -xf -
  fi
}

# measure LABEL COMMAND...: inside the machine, with nobody at a terminal.
measure() {
  local label=$1 start seconds code=0
  shift
  start=$(date +%s)
  chroot "$machine" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/sh -c 'cd /keycell && exec "$@"' sh "$@" </dev/null >"$work/$label.out" 2>"$work/$label.err" || code=$?
  seconds=$(($(date +%s) - start))
  cat "$work/$label.err" >&2
  tail -n 25 "$work/$label.out" >&2
  printf '%-28s %d:%02d  (exit code %d, %d cores)\n' "$*" $((seconds / 60)) $((seconds % 60)) "$code" "$(nproc)"
  [ "$code" -eq 0 ] || failed=yes
}

if [ -n "$base" ]; then
  [ -d "$base" ] || make_base "$base"
else
  base=$work/base
  make_base "$base"
fi
cp -a --reflink=auto "$base" "$machine"
copy_apt_access
copy_project
mount -t proc proc "$machine/proc"
mount --bind /dev "$machine/dev"
mount -t tmpfs tmpfs "$machine/dev/shm"

failed=no
[ "$only" = test ] || measure keycell ./keycell run quickstart
[ "$only" = keycell ] || measure test ./test
[ "$failed" = no ] || exit 1
