# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # salve_top and the host's names are in host.sh
# A Debian root in the user's cache folder, for systems whose own GTK is too old: made once, resumed when interrupted,
# entered in some 30 ms. As root it is a chroot in a mount namespace of its own; as an ordinary user, user namespaces.
#
# Beside ROOT lies ROOT.done with a stamp for every stage: "base", and one for each group of packages, which holds the
# hash of that group's list, so that a changed list installs the difference and nothing else.

salve_cache=${XDG_CACHE_HOME:-$HOME/.cache}/salve

# root_choose SUITE [NAME]: sets root_suite, root_path, root_done; NAME is that of another root of the same suite.
root_choose () {
  root_suite=$1
  root_path=$salve_cache/roots/$1${2:+-$2}
  root_done=$root_path.done
}

root_stamp () {
  packages_of debian-13 "$1" | sort | sha256sum | cut -d' ' -f1
}

# root_prepare GROUP…: everything in its place; does nothing, quickly, when it is.
root_prepare () {
  root_is_ready "$@" && return
  mkdir -p "$root_done" || fail 'making a place to build' "cannot write to $salve_cache" 'free some space there, or set XDG_CACHE_HOME'
  exec 9>"$root_path.lock"
  flock -n 9 || { say '… waiting for another start of Salve that is making the place to build'; flock 9; }
  root_is_ready "$@" || root_make "$@"
  exec 9>&-
}

root_is_ready () {
  local group
  [ -e "$root_done/base" ] && [ -e "$root_path/etc/debian_version" ] || return 1
  for group; do
    [ "$(cat "$root_done/$group" 2>/dev/null)" = "$(root_stamp "$group")" ] || return 1
  done
}

root_make () {
  local mirror group packages=() stale=() advice='check the network and the free space (3 GB), then start again: it goes on where it stopped'
  mirror=$(host_debian_mirror)
  [ -n "$mirror" ] || fail 'finding a Debian mirror' "apt's own configuration here names none for Debian" \
    'set SALVE_DEBIAN_MIRROR to the address of one'
  if [ "$(id -u)" = 0 ]; then
    host_tools debootstrap:debootstrap unshare:util-linux
    root_as_root=(unshare --mount --propagation private)
  else
    host_tools mmdebstrap:mmdebstrap bwrap:bubblewrap newuidmap:uidmap
    root_as_root=(unshare --user --map-auto --map-root-user --mount --propagation private)
    "${root_as_root[@]}" true 2>/dev/null || fail 'making a place to build as an ordinary user' \
      "user namespaces with a range of ids do not work for $(id -un)" \
      "as root: 'usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)', and allow user namespaces"
  fi
  root_proxy
  if [ ! -e "$root_done/base" ]; then
    # A root of the same place that is complete was made before there were stamps, and is taken over.
    if [ ! -x "$root_path/usr/bin/apt-get" ] || [ -e "$root_path/debootstrap" ]; then
      say "Salve needs newer libraries than this system has. Making a Debian root in $root_path, once (about 2 GB, some minutes)."
      step "Debian's base ($root_suite)" "$advice" root_make_base "$mirror"
    fi
    : >"$root_done/base"
  fi
  for group; do
    [ "$(cat "$root_done/$group" 2>/dev/null)" = "$(root_stamp "$group")" ] && continue
    stale+=("$group")
    mapfile -t -O ${#packages[@]} packages < <(packages_of debian-13 "$group")
  done
  [ ${#stale[@]} -gt 0 ] || return 0
  step "${#packages[@]} packages to ${stale[*]} with, and what they need" "$advice" root_install "$mirror" "${packages[@]}"
  for group in "${stale[@]}"; do
    root_stamp "$group" >"$root_done/$group"
  done
}

# Apt's proxy, if it has one, is also debootstrap's.
root_proxy () {
  local proxy=''
  eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)"
  [ -z "$proxy" ] || export http_proxy=$proxy
}

# The base is made beside its place and moved there when whole; what was downloaded before an interruption is kept.
root_make_base () {
  local mirror=$1 partial=$root_path.partial keyring=/usr/share/keyrings/debian-archive-keyring.gpg extra=() script=()
  [ ! -e "$keyring" ] || extra+=("--keyring=$keyring")
  case $mirror in https:*) extra+=(--include=ca-certificates) ;; esac
  if [ "$(id -u)" = 0 ]; then
    if [ -d "$partial" ]; then
      rm -rf "$partial.kept"
      [ ! -d "$partial/var/cache/apt/archives" ] || mv "$partial/var/cache/apt/archives" "$partial.kept"
      rm -rf --one-file-system "$partial"
    fi
    mkdir -p "$partial/var/cache/apt"
    [ ! -d "$partial.kept" ] || mv "$partial.kept" "$partial/var/cache/apt/archives"
    # An old debootstrap does not know the newest suite's name; all suites are made in one way.
    [ -e "/usr/share/debootstrap/scripts/$root_suite" ] || script=(/usr/share/debootstrap/scripts/sid)
    # In a mount namespace of its own: what it mounts inside is gone with it, however it ends.
    "${root_as_root[@]}" debootstrap --variant=minbase "${extra[@]}" "$root_suite" "$partial" "$mirror" "${script[@]}" || return
  else
    [ ! -d "$partial" ] || "${root_as_root[@]}" rm -rf --one-file-system "$partial"
    mkdir -p "$partial"
    mmdebstrap --mode=unshare --variant=minbase --format=tar --aptopt='Acquire::Check-Valid-Until "false"' "${extra[@]}" \
      "$root_suite" - "$mirror" | "${root_as_root[@]}" tar -x -p --numeric-owner --exclude='./dev/*' -C "$partial"
    [ "${PIPESTATUS[*]}" = '0 0' ] || return 1
  fi
  mv -T "$partial" "$root_path"
}

# root_install MIRROR PACKAGE…: apt inside the root; documentation is left out, services are not started.
root_install () {
  export SALVE_ROOT=$root_path SALVE_MIRROR=$1 SALVE_SUITE=$root_suite
  shift
  # shellcheck disable=SC2016 # the inner shell expands these
  "${root_as_root[@]}" bash -c '
    set -e
    cd "$SALVE_ROOT"
    printf "path-exclude=/usr/share/%s/*\n" doc man info help >etc/dpkg/dpkg.cfg.d/nodoc
    printf "path-include=/usr/share/doc/*/copyright\nforce-unsafe-io\n" >>etc/dpkg/dpkg.cfg.d/nodoc
    printf "#!/bin/sh\nexit 101\n" >usr/sbin/policy-rc.d
    chmod +x usr/sbin/policy-rc.d
    printf "deb %s %s main\n" "$SALVE_MIRROR" "$SALVE_SUITE" >etc/apt/sources.list
    printf "Acquire::Check-Valid-Until \"false\";\nAcquire::Retries \"3\";\n" >etc/apt/apt.conf.d/90salve
    [ -z "${http_proxy:-}" ] || printf "Acquire::http::Proxy \"%s\";\n" "$http_proxy" >>etc/apt/apt.conf.d/90salve
    cat /etc/resolv.conf >etc/resolv.conf
    cat /etc/hosts >etc/hosts
    case $SALVE_MIRROR in https:*) mkdir -p etc/ssl/certs; cat /etc/ssl/certs/ca-certificates.crt >etc/ssl/certs/ca-certificates.crt ;; esac
    # Written where it belongs: a name in /tmp that others can foresee is no place for a file that root writes.
    mkdir -p etc/fonts
    rm -f etc/fonts/local.conf
    printf "<?xml version=\"1.0\"?>\n<fontconfig><dir>/run/host/fonts</dir></fontconfig>\n" >etc/fonts/local.conf
    chmod 644 etc/fonts/local.conf
    printf "%s.UTF-8 UTF-8\n" en_US en_GB de_DE fr_FR es_ES ar_EG ja_JP hu_HU >etc/locale.gen
    for folder in proc dev sys; do mount --rbind "/$folder" "$folder"; done
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    chroot . dpkg --configure -a
    chroot . apt-get update
    chroot . apt-get install -y --no-install-recommends --fix-broken "$@"
    [ ! -x usr/sbin/locale-gen ] || chroot . locale-gen --keep-existing
    chroot . apt-get clean
    rm -rf var/lib/apt/lists/*_Packages var/lib/apt/lists/*_Release var/lib/apt/lists/*InRelease' install "$@"
}

# Sets root_folders: what of the host is seen inside under its own name; the checkout, homes and temporary files.
root_visible () {
  local folder
  root_folders=(/tmp)
  for folder in /*; do
    case $folder in
      /bin | /boot | /dev | /etc | /lib | /lib32 | /lib64 | /libx32 | /lost+found | /proc | /root | /run | /sbin | /sys | /tmp | /usr | /var | '/*') ;;
      *) [ -d "$folder" ] && [ ! -L "$folder" ] && [ -x "$folder" ] && root_folders+=("$folder") ;;
    esac
  done
  for folder in /var/tmp "$HOME" "$salve_top" "$PWD"; do
    root_sees "$folder" || root_folders+=("$folder")
  done
}

root_sees () {
  local folder
  for folder in "${root_folders[@]}"; do
    case $1/ in "$folder"/*) return 0 ;; esac
  done
  return 1
}

# root_enter CMD…: replaces this process. With root_turn=pivot the root is not a chroot's but the mount namespace's own, as
# bubblewrap needs it.
root_enter () {
  local folder
  root_visible
  mkdir -p "$salve_cache/ccache"
  export SALVE_INSIDE=$root_suite PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  export CCACHE_DIR=/var/cache/ccache
  unset LD_LIBRARY_PATH LD_PRELOAD PYTHONHOME PYTHONPATH PKG_CONFIG_PATH XDG_DATA_DIRS XDG_CONFIG_DIRS GTK_PATH GI_TYPELIB_PATH
  [ -n "${TZ:-}" ] || TZ=$(root_time_zone)
  export TZ
  locale_is_inside || export LANG=C.UTF-8
  [ -n "${LC_ALL:-}" ] && ! grep -q "^${LC_ALL%.*}" "$root_path/etc/locale.gen" 2>/dev/null && unset LC_ALL
  if [ "$(id -u)" != 0 ]; then
    root_enter_as_user "$@"
  fi
  command -v unshare >/dev/null || fail 'entering the place to build' 'there is no unshare' 'install util-linux'
  export SALVE_ROOT=$root_path SALVE_CCACHE=$salve_cache/ccache SALVE_CWD=$PWD
  export SALVE_TURN=${root_turn:-chroot}
  SALVE_FOLDERS=$(printf '%s\n' "${root_folders[@]}")
  export SALVE_FOLDERS
  # shellcheck disable=SC2016 # the inner shell expands these
  exec unshare --mount --propagation private bash -c '
    set -e
    cd "$SALVE_ROOT"
    mount --rbind /proc proc; mount --rbind /dev dev; mount --rbind /sys sys; mount -o remount,bind,ro sys
    mount -t tmpfs -o mode=755 tmpfs run
    mkdir -p run/user run/host/fonts var/cache/ccache
    runtime=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
    case $runtime in /run/*) mkdir -p -m 700 ".$runtime"; [ ! -d "$runtime" ] || mount --rbind "$runtime" ".$runtime" ;; esac
    case ${XAUTHORITY:-} in /run/*) [ -e ".$XAUTHORITY" ] || { mkdir -p ".${XAUTHORITY%/*}"; : >".$XAUTHORITY"; mount --bind "$XAUTHORITY" ".$XAUTHORITY"; } ;; esac
    [ ! -d /run/dbus ] || { mkdir -p run/dbus; mount --rbind /run/dbus run/dbus; }
    [ ! -d /usr/share/fonts ] || mount --rbind /usr/share/fonts run/host/fonts
    [ ! -e /etc/resolv.conf ] || mount --bind /etc/resolv.conf etc/resolv.conf 2>/dev/null || true
    mount --bind "$SALVE_CCACHE" var/cache/ccache
    while read -r folder; do mkdir -p ".$folder"; mount --rbind "$folder" ".$folder"; done <<<"$SALVE_FOLDERS"
    export XDG_RUNTIME_DIR=$runtime SALVE_PATH=$SALVE_CWD
    root=$SALVE_ROOT turn=$SALVE_TURN
    unset SALVE_ROOT SALVE_CCACHE SALVE_CWD SALVE_FOLDERS SALVE_TURN
    enter="cd \"\$SALVE_PATH\" && unset SALVE_PATH && exec \"\$@\""
    [ "$turn" = pivot ] || exec chroot . /bin/bash -c "$enter" dev "$@"
    # The root becomes a mount of its own, what is mounted below it comes along, and what was the root is let go.
    mount --rbind "$root" "$root" && cd "$root" && mkdir run/old && pivot_root . run/old
    exec chroot . /bin/bash -c "umount -l /run/old && rmdir /run/old && $enter" dev "$@"' dev "$@"
}

# The name of the host's time zone: /etc/localtime itself may be a link that leads nowhere inside.
root_time_zone () {
  local file
  file=$(readlink -f /etc/localtime 2>/dev/null)
  case $file in */zoneinfo/*) printf '%s\n' "${file#*/zoneinfo/}" ;; *) echo UTC ;; esac
}

locale_is_inside () {
  case ${LANG:-C} in
    C.UTF-8 | C.utf8) return 0 ;;
    C | POSIX) return 1 ;;
    *) grep -q "^${LANG%.*}\\." "$root_path/etc/locale.gen" 2>/dev/null ;;
  esac
}

root_enter_as_user () {
  local folder runtime=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} arguments
  host_tools bwrap:bubblewrap
  arguments=(--unshare-user --bind "$root_path" / --dev-bind /dev /dev --proc /proc --ro-bind /sys /sys
    --tmpfs /run --dir "$runtime" --bind "$salve_cache/ccache" /var/cache/ccache --ro-bind-try /run/dbus /run/dbus
    --ro-bind-try /usr/share/fonts /run/host/fonts --ro-bind /etc/passwd /etc/passwd --ro-bind /etc/group /etc/group
    --ro-bind-try /etc/resolv.conf /etc/resolv.conf --ro-bind-try /etc/hosts /etc/hosts
    --ro-bind-try /etc/machine-id /etc/machine-id
    --setenv XDG_RUNTIME_DIR "$runtime")
  for folder in "${root_folders[@]}"; do
    arguments+=(--bind "$folder" "$folder")
  done
  [ ! -d "$runtime" ] || arguments+=(--bind "$runtime" "$runtime")
  case ${XAUTHORITY:-} in /run/*) arguments+=(--ro-bind-try "$XAUTHORITY" "$XAUTHORITY") ;; esac
  exec bwrap "${arguments[@]}" --chdir "$PWD" -- "$@"
}
