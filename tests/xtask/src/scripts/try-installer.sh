#!/bin/sh
# try-installer.sh WINE: installs with tried.exe, in the current folder, on a screen, and uninstalls silently
# and with each answer. The uninstaller is given its own location, so that it runs in place and can be waited for.
set -e
wine=$1
program=$WINEPREFIX/drive_c/tried
uninstall() { timeout 60 "$wine" "$program/uninstall.exe" "$@" '_?=C:\tried'; }
shown() { xdotool search --onlyvisible --name '^Latchkey for HaloPSA Uninstall$' 2>/dev/null; }
for switch in /S /P /UPDATE; do
    timeout 60 "$wine" tried.exe /S
    [ -f "$program/latchkey.exe" ] || { echo "tried.exe installs nothing"; exit 1; }
    uninstall $switch || { echo "uninstall.exe $switch waits for an answer, or fails"; exit 1; }
    [ ! -e "$program/latchkey.exe" ] || { echo "uninstall.exe $switch removes nothing"; exit 1; }
    echo "uninstall.exe $switch asks nothing"
done
timeout 60 "$wine" tried.exe /S
for answer in Escape Return; do
    uninstall & uninstaller=$!
    until shown >/dev/null; do
        kill -0 $uninstaller 2>/dev/null || { echo "uninstall.exe asks nothing"; exit 1; }
        sleep 0.1
    done
    code=0
    while kill -0 $uninstaller 2>/dev/null; do
        # Searched for again: its window has this title for a moment, too, before the question is there.
        for question in $(shown); do xdotool key --window "$question" "$answer" 2>/dev/null || true; done
        sleep 0.3
    done
    wait $uninstaller || code=$?
    there=no; [ -e "$program/latchkey.exe" ] && there=yes
    echo "uninstall.exe asks; after $answer the exit code is $code, the program still there: $there"
    case "$answer $code $there" in
        "Escape 1 yes" | "Return 0 no") ;;
        *) exit 1 ;;
    esac
done
