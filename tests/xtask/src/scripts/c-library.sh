#!/bin/sh
# c-library.sh DEB PROGRAM: fails when the program needs a newer C library than the deb declares. Tauri's
# bundler doesn't look it up, and apt would install the deb on a system where the program does not start.
set -e
declared=$(dpkg-deb --field "$1" Depends | sed -n 's/.*libc6 (>= \([0-9.]*\)).*/\1/p')
needed=$(objdump -T "$2" | sed -n 's/.*(GLIBC_\([0-9.]*\)).*/\1/p' | sort -uV | tail -n 1)
echo "the program needs a C library of $needed, the deb declares $declared"
[ -n "$needed" ] && printf '%s\n' "$needed" "$declared" | sort -VC
