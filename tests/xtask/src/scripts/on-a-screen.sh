#!/bin/sh
# on-a-screen.sh COMMAND...: runs the command under a window manager that is ready, because dialogs are found
# by their titles, which need one. The screen starts anew when its only client ends, which can end a window
# manager that is just starting: then it is started again.
start() {
    openbox >/dev/null 2>&1 &
    manager=$!
}
start
for _ in $(seq 100); do
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
    kill -0 "$manager" 2>/dev/null || start
    sleep 0.2
done
code=0
"$@" || code=$?
kill "$manager"
exit "$code"
