#!/bin/sh
# answer-dialog.sh COMMAND...: runs the app and answers its dialog, repeatedly until the app has ended: a key
# that is sent before the dialog has the focus is lost. Needs a window manager.
timeout 90 "$@" &
app=$!
shown=
while kill -0 "$app" 2>/dev/null; do
    if dialog=$(xdotool search --onlyvisible --name "can.*t open its window" 2>/dev/null); then
        shown=yes
        xdotool windowactivate "$dialog" key Return 2>/dev/null
    fi
    sleep 0.2
done
wait "$app"
code=$?
[ -n "$shown" ] || echo "There was no dialog."
exit "$code"
