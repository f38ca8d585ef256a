#!/bin/sh
# Makes `root`, in the current folder: a Debian with only what apt itself needs, from the mirror and with the
# network settings of this machine's apt, so that a package is installed with its own dependencies only.
set -e
# shellcheck source=/dev/null
. /etc/os-release
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || { echo "this system has no $sources to take packages from"; exit 1; }
apt-config dump | grep '^Acquire' | grep -v IndexTargets > apt.conf
rm -rf root
mmdebstrap --quiet --mode=root --variant=minbase --aptopt=apt.conf --dpkgopt=force-unsafe-io \
    "${VERSION_CODENAME:?}" root "$sources"
