# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The tree as it is now.

# copy_source TOP FOLDER: the tree as git sees it, new files too, and nothing that a build left; FOLDER is made anew.
copy_source () {
  rm -rf "$2"
  mkdir -p "$2"
  git -C "$1" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
    tar -C "$1" --null --ignore-failed-read -T - -c 2>/dev/null | tar -C "$2" -x
}
