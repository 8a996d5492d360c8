# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The place where Salve is built and run: this system itself where it is new enough, else a Debian root (root.sh).

salve_lib=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=build-aux/lib/say.sh
. "$salve_lib/say.sh"
# shellcheck source=build-aux/lib/host.sh
. "$salve_lib/host.sh"
# shellcheck source=build-aux/lib/root.sh
. "$salve_lib/root.sh"

# place_prepare SUITE GROUP…: SUITE is "floor" (the oldest libraries Salve works with) or "newest" (Debian testing).
place_prepare () {
  local suite=$1
  shift
  export CCACHE_BASEDIR=$salve_top CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
  [ -z "${SALVE_INSIDE:-}" ] || return 0
  host_detect
  case $suite in
    floor) root_choose trixie ;;
    newest) host_way=root; root_choose forky ;;
  esac
  case $host_way in
    native) host_prepare "$@" ;;
    root) root_prepare "$@" ;;
  esac
}

# place_enter CMD…: replaces this process by CMD in the place that was prepared.
place_enter () {
  if [ -n "${SALVE_INSIDE:-}" ]; then
    exec "$@"
  elif [ "$host_way" = native ]; then
    SALVE_INSIDE=native exec "$@"
  else
    root_enter "$@"
  fi
}
