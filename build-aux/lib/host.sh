# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034 # place.sh reads what is set here
# Which system this is, and whether its own packages are new enough for Salve (GTK 4.18, libadwaita 1.7).

salve_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Sets host_id, host_version, host_list (the package list that fits, or nothing) and host_way (native or root).
host_detect () {
  local ID='' VERSION_ID='' VERSION_CODENAME=''
  # shellcheck disable=SC1091
  [ -r /etc/os-release ] && . /etc/os-release
  host_id=$ID host_version=$VERSION_ID host_codename=$VERSION_CODENAME host_way=root host_list=''
  case $ID in
    debian) host_is_at_least 13 && host_list=debian-13 ;;
    ubuntu) host_is_at_least 26.04 && host_list=ubuntu-26.04 ;;
    fedora) host_is_at_least 44 && host_list=fedora-44 ;;
  esac
  [ -z "$host_list" ] || host_way=native
  case ${SALVE_PLACE:-} in
    '') ;;
    root) host_way=root ;;
    native) host_way=native host_list=${host_list:-debian-13} ;;
    *) fail 'choosing where to build' "SALVE_PLACE is '$SALVE_PLACE'" 'set it to "native" or "root", or leave it out' ;;
  esac
}

# Debian's testing and unstable have no VERSION_ID, and are newer than any release.
host_is_at_least () {
  [ -z "$host_version" ] || [ "$(printf '%s\n' "$1" "$host_version" | sort -V | head -n 1)" = "$1" ]
}

# packages_of LIST GROUP: the package names, one a line.
packages_of () {
  sed -n "s/^$2 \\([^ #]*\\).*/\\1/p" "$salve_top/build-aux/packages/$1.list"
}

# host_prepare GROUP…: makes sure that the packages are installed on the host itself.
host_prepare () {
  local group missing=() name
  for group; do
    while read -r name; do
      case $host_list in
        fedora-*) rpm -q --quiet --whatprovides "$name" || missing+=("$name") ;;
        *) [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name") ;;
      esac
    done < <(packages_of "$host_list" "$group")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  case $host_list in
    fedora-*) as_administrator "Salve needs ${#missing[@]} packages of Fedora" dnf install -y "${missing[@]}" ;;
    *)
      as_administrator 'The list of packages must be fresh' apt-get update
      as_administrator "Salve needs ${#missing[@]} packages of $host_id" apt-get install -y --no-install-recommends "${missing[@]}"
      ;;
  esac || fail 'installing packages' 'the package manager said why above' "install these yourself: ${missing[*]}"
}

# host_debian_mirror: the address that this machine's apt fetches Debian from (deb822 and one-line sources alike).
host_debian_mirror () {
  if [ -n "${SALVE_DEBIAN_MIRROR:-}" ]; then
    printf '%s\n' "$SALVE_DEBIAN_MIRROR"
    return
  fi
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v codename="$host_codename" '$2 == codename && $3 == "main" && $1 !~ /^(cdrom|file):/ { sub ("/$", "", $1); print $1; exit }'
}

# host_tools TOOL…: tools that the host itself lacks are installed from its own packages (TOOL is "command:package").
host_tools () {
  local pair missing=()
  for pair; do
    command -v "${pair%%:*}" >/dev/null || [ -x "/usr/sbin/${pair%%:*}" ] || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail 'making a place to build' "this system lacks: ${missing[*]}" 'install them with its package manager'
  as_administrator "Making a place to build needs ${missing[*]}" apt-get install -y --no-install-recommends "${missing[@]}" >&2 || {
    as_administrator 'The list of packages must be fresh' apt-get update >&2
    as_administrator "Making a place to build needs ${missing[*]}" apt-get install -y --no-install-recommends "${missing[@]}" >&2
  } || fail "installing ${missing[*]}" 'the package manager said why above' 'install them yourself, then start again'
}
