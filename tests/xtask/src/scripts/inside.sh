#!/bin/sh
# inside.sh ROOT COMMAND...: runs the command in the system below ROOT, in namespaces that unshare has made.
# Not with chroot: bwrap, which the desktop's stories use, can't create namespaces in one.
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount --rbind /dev dev
mount --rbind /sys sys
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs run
if ip link show lo | grep -q DOWN; then
    ip link set lo up
    # Names are not looked up, not even in /etc/hosts, where a computer has no address but 127.0.0.1.
    ip address add 192.0.2.1/32 dev lo
fi
mkdir tmp/old
pivot_root . tmp/old
umount --lazy /tmp/old
rmdir /tmp/old
# Not with exec: the first process inherits all orphans, and dbus-run-session reports each.
code=0
"$@" || code=$?
exit "$code"
