#!/bin/sh
# with-keychain.sh COMMAND...: runs the command, on the session bus that is there, with an unlocked keychain
# of its own, because Latchkey starts none.
set -e
printf keychain | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
keychain=$!
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1
do
    kill -0 "$keychain"
    sleep 0.1
done
code=0
"$@" || code=$?
kill "$keychain"
exit "$code"
