# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# How the tools in build-aux speak: what they do, and when something fails, what, why and what to do about it.

# say TEXT…: one line for the person, apart from what the program itself prints.
say () {
  printf '%s\n' "$*" >&2
}

# fail WHAT WHY WHAT-TO-DO: ends the tool.
fail () {
  say "Failed: $1"
  [ -z "${2:-}" ] || say "Why: $2"
  [ -z "${3:-}" ] || say "What to do: $3"
  exit 1
}

# step WHAT WHAT-TO-DO CMD…: runs a long step quietly; its output is shown when it fails.
step () {
  local what=$1 advice=$2 log status started=$SECONDS
  shift 2
  log=$(mktemp "${TMPDIR:-/tmp}/salve-step.XXXXXX")
  say "… $what"
  "$@" </dev/null >"$log" 2>&1
  status=$?
  if [ $status -ne 0 ]; then
    say '----'
    tail -n 25 "$log" >&2
    say '----'
    fail "$what" "'$1' ended with status $status; its last lines are above, all of them in $log" "$advice"
  fi
  rm -f "$log"
  say "  done in $((SECONDS - started)) s"
}

# as_administrator WHY CMD…: runs a command as root, asking a person first.
as_administrator () {
  local why=$1 answer
  shift
  if [ "$(id -u)" = 0 ]; then
    "$@"
    return
  fi
  command -v sudo >/dev/null || fail "$why" 'it needs the administrator, and there is no sudo here' "as root, run: $*"
  if [ ! -t 0 ] || [ ! -t 2 ]; then
    sudo -n true 2>/dev/null || fail "$why" 'it needs the administrator, and there is nobody to ask' "run: sudo $*"
  else
    say "$why. This needs the administrator:"
    say "  sudo $*"
    read -r -p 'Run it? [y/N] ' answer </dev/tty
    case $answer in [yY]*) ;; *) fail "$why" 'you said no' "run it yourself, then start again: sudo $*" ;; esac
  fi
  sudo "$@"
}
