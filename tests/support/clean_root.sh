#!/usr/bin/env bash
# Tries ./dev in a fresh Debian 12 where only the base system exists, in a root of its own:
#
#   sudo tests/support/clean_root.sh [-m MIRROR] [-r FOLDER] [COMMAND...]
#
# COMMAND is what ./dev is given, "test" if nothing is named; several commands are separated by "--",
# each run once: clean_root.sh setup -- test -- run. MIRROR is a Debian mirror; without it, the first
# one of this system's own apt sources. FOLDER (default /tmp/propago-clean-root) is kept, so that a second
# call starts with the packages installed; delete it for a really fresh one. Needs debootstrap and root.
set -euo pipefail

source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=/tmp/propago-clean-root
mirror=

say() { printf '\n== %s\n' "$*"; }
stop() { printf 'clean_root: %s\n' "$*" >&2; exit 1; }

system_mirror() {
    local found
    found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -v security | head -n 1 || true)
    echo "${found:-http://deb.debian.org/debian}"
}

mount_kernel_folders() {
    local folder
    for folder in proc dev sys; do
        mountpoint -q "$root/$folder" || mount --bind "/$folder" "$root/$folder"
    done
}

unmount_kernel_folders() {
    local folder
    for folder in sys dev proc; do
        mountpoint -q "$root/$folder" && umount -l "$root/$folder"
    done
    return 0
}

make_root() {
    if [ -e "$root/etc/debian_version" ]; then
        say "Using the root in $root as it is"
        return
    fi
    say "Making a Debian 12 base system in $root from $mirror"
    debootstrap --variant=minbase bookworm "$root" "$mirror"
}

# How this system reaches the network is true for the root in it as well.
share_network_settings() {
    local file
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    for file in /etc/apt/apt.conf.d/*; do
        grep -qsi -e proxy -e check-valid-until "$file" && cp "$file" "$root/etc/apt/apt.conf.d/"
    done
    return 0
}

copy_tree() {
    say "Copying the tree, without what was built"
    mkdir -p "$root/propago"
    tar -C "$source_tree" --exclude=./build --exclude=./.git -cf - . | tar -C "$root/propago" -xf -
}

try() { # ./dev arguments
    say "./dev $*"
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb /propago/dev "$@"
    say "./dev $* succeeded"
}

while getopts m:r: option; do
    case $option in
    m) mirror=$OPTARG ;;
    r) root=$OPTARG ;;
    *) stop "usage: clean_root.sh [-m MIRROR] [-r FOLDER] [COMMAND...]" ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- test

[ "$(id -u)" = 0 ] || stop "a root of its own can only be made by root."
command -v debootstrap >/dev/null || stop "debootstrap is missing: apt-get install debootstrap"
mirror=${mirror:-$(system_mirror)}

make_root
share_network_settings
copy_tree
trap unmount_kernel_folders EXIT
mount_kernel_folders

arguments=()
for word in "$@" --; do
    if [ "$word" = -- ]; then
        try "${arguments[@]}"
        arguments=()
    else
        arguments+=("$word")
    fi
done
say "All succeeded in $root"
