#!/bin/sh
# on-a-screen.sh COMMAND...: runs the command under a window manager that is ready, because dialogs are found
# by their titles, which need one.
openbox >/dev/null 2>&1 &
manager=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
    sleep 0.2
done
code=0
"$@" || code=$?
kill "$manager"
exit "$code"
