#!/bin/sh
# windows-program.sh PROGRAM VERSION: prints how Windows starts the program and what it shows of it, in its
# properties and when it asks whether it may run. Fails when something is missing or the version differs.
set -e
x86_64-w64-mingw32-objdump --private-headers "$1" | grep '^Subsystem'
for name in CompanyName FileDescription ProductName FileVersion; do
    # The version resource is UTF-16: each name is followed by its value.
    value=$(strings --encoding=l "$1" | grep -x -m 1 -A 1 "$name" | tail -n +2)
    [ -n "$value" ] || { echo "$1 has no $name"; exit 1; }
    echo "  $name: $value"
done
[ "$value" = "$2" ] || { echo "$1 says that it is $value, not $2"; exit 1; }
