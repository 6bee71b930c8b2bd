# Sourced by ./keycell and ./test, POSIX sh: installs what is missing and builds a preset. Needs `root`, the checkout.
# Talks on stderr only. 4 is the exit code for "this machine lacks something".

say() { printf 'keycell: %s\n' "$*" >&2; }

# The package names of list files: one a line, # starts a comment.
packages_in() { sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$@"; }

# Those of the packages in list files that are not installed.
packages_missing() {
  missing_installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(packages_in "$@") 2>/dev/null |
    sed -n 's/ installed$//p')
  for missing_name in $(packages_in "$@"); do
    printf '%s\n' "$missing_installed" | grep -qxF -e "$missing_name" || printf '%s ' "$missing_name"
  done
}

# Ends with code 4 and the command that the reader can run instead.
refuse_install() {
  say "$1"
  say "this installs them:"
  printf '  %s && %s\n' "$install_update" "$install_install" >&2
  exit 4
}

# install_packages NAME...: asks on a terminal, goes on without one.
install_packages() {
  install_sudo=
  [ "$(id -u)" -eq 0 ] || install_sudo='sudo '
  install_update="${install_sudo}apt-get update"
  install_install="${install_sudo}apt-get install -y --no-install-recommends $*"
  say "missing Debian packages ($#): $*"
  [ "${KEYCELL_NO_INSTALL:-0}" != 1 ] || refuse_install "told to install nothing"
  if [ -n "$install_sudo" ] && ! command -v sudo >/dev/null; then
    install_update='apt-get update'
    install_install="apt-get install -y --no-install-recommends $*"
    refuse_install "installing needs root, and there is no sudo"
  fi
  if [ -t 0 ] && [ -t 2 ]; then
    printf 'keycell: install them now with %sapt-get? [Y/n] ' "$install_sudo" >&2
    read -r install_answer || install_answer=n
    case $install_answer in
      '' | y | Y | yes | Yes | YES) ;;
      *) refuse_install "nothing installed" ;;
    esac
  elif [ -n "$install_sudo" ]; then
    install_sudo='sudo -n '  # nobody is there to type a password
  fi
  install_log=$root/build/packages.log
  say "installing (details: $install_log)"
  install_apt="${install_sudo}env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"
  # One source that fails to update need not matter to our packages, so what decides is the second command.
  $install_apt update >"$install_log" 2>&1 </dev/null || say "apt-get update reports errors; trying all the same"
  if ! $install_apt install -y --no-install-recommends "$@" >>"$install_log" 2>&1 </dev/null; then
    tail -n 20 "$install_log" >&2
    refuse_install "apt-get failed"
  fi
}

# ensure_packages STAMP LIST...: all packages of the lists are installed, or the program ends with code 4. The stamp,
# newer than every list, saves the look.
ensure_packages() {
  ensure_stamp=$1
  shift
  ensure_current=yes
  for ensure_list in "$@"; do
    [ "$ensure_stamp" -nt "$ensure_list" ] || ensure_current=no
  done
  [ "$ensure_current" = no ] || return 0
  mkdir -p "$root/build"
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "no Debian system: make sure that it has what these packages of Debian 12 have:" $(packages_in "$@")
  else
    ensure_missing=$(packages_missing "$@")
    if [ -n "$ensure_missing" ]; then
      install_packages $ensure_missing
      ensure_missing=$(packages_missing "$@")
      [ -z "$ensure_missing" ] || refuse_install "still missing: $ensure_missing"
    fi
  fi
  : >"$ensure_stamp"
}

# Shows a build's lines as one status line on a terminal; keeps them all in the log.
follow_build() {
  while IFS= read -r follow_line; do
    printf '%s\n' "$follow_line" >&3
    if [ -t 2 ]; then
      case $follow_line in
        '['*/*']'*) printf '\rkeycell: building build/%s %s] ' "$1" "${follow_line%%]*}" >&2 ;;
      esac
    fi
  done 3>>"$2"
}

# Configures a preset if it must be (never built, its presets changed, the checkout moved, or a setting is not yet in its
# cache), then builds one target. Further arguments are settings, as in -DKEYCELL_BUILD_TESTS=ON.
configure_and_build() {
  build_preset=$1 build_target=$2
  shift 2
  build_dir=$root/build/$build_preset
  build_cache=$build_dir/CMakeCache.txt
  if ! grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build_cache"; then
    cmake --fresh -S "$root" --preset "$build_preset" "$@" || return 1
  else
    build_configure=no
    [ "$build_dir/build.ninja" -nt "$root/CMakePresets.json" ] || build_configure=yes
    for build_setting in "$@"; do
      build_setting=${build_setting#-D}
      grep -q "^${build_setting%%=*}:[A-Z]*=${build_setting#*=}\$" "$build_cache" || build_configure=yes
    done
    [ "$build_configure" = no ] || cmake -S "$root" --preset "$build_preset" "$@" || return 1
  fi
  cmake --build "$build_dir" --target "$build_target"
}

# build_is_current PRESET TARGET: true if a build would do nothing.
build_is_current() {
  [ "$root/build/$1/build.ninja" -nt "$root/CMakePresets.json" ] &&
    grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$root/build/$1/CMakeCache.txt" &&
    case $(ninja -C "$root/build/$1" -n "$2" 2>&1) in *'no work to do.') true ;; *) false ;; esac
}

# build_preset PRESET TARGET [SETTING...]: false if the build fails; the end of its log is shown then.
build_preset() {
  preset_log=$root/build/$1/build.log
  preset_status=$root/build/$1/build.status
  preset_start=$(date +%s)
  mkdir -p "$root/build/$1"
  printf 'keycell: building build/%s (details: %s) ' "$1" "$preset_log" >&2
  (
    # Two builds of one folder at once would spoil it. The lock ends with this subshell.
    flock 9
    : >"$preset_log"
    {
      if configure_and_build "$@" </dev/null; then echo 0 >"$preset_status"; else echo 1 >"$preset_status"; fi
    } 2>&1 9>&- | follow_build "$1" "$preset_log"
  ) 9>"$root/build/$1.lock"
  if [ "$(cat "$preset_status")" = 0 ]; then
    printf 'done in %s s\n' "$(($(date +%s) - preset_start))" >&2
  else
    printf 'FAILED\n' >&2
    tail -n 40 "$preset_log" >&2
    rm -f "$root"/build/packages*.ok  # so that the next try looks for missing packages again
    say "the build failed; the whole log: $preset_log"
    return 1
  fi
}
