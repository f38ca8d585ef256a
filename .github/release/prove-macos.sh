#!/bin/bash
# Installs the app from the dmg on this computer, tries it, installs it again over itself, and removes it.
# prove-macos.sh FOLDER, the folder with the dmg and perhaps an older one in `older`
set -euo pipefail
folder=$1
dmg=$(echo "$folder"/*.dmg)
app='/Applications/Latchkey for HaloPSA.app'
data="$HOME/Library/Application Support/app.latchkey.halopsa"
step() { printf '\n== %s\n' "$*"; }

# As a person does: opens the dmg, drags the app to the applications, replaces what is there.
install() {
  local mount
  mount=$(mktemp -d)
  hdiutil attach -quiet -nobrowse -readonly -mountpoint "$mount" "$1"
  rm -rf "$app"
  ditto "$mount/Latchkey for HaloPSA.app" "$app"
  hdiutil detach -quiet "$mount"
}

# until_true WHAT COMMAND…: waits a minute at most.
until_true() {
  local what=$1 deadline=$((SECONDS + 60))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || { echo "waited in vain until $what" >&2; return 1; }
    sleep 0.5
  done
}

# Whether the process shows a window as large as the app's own. Asks for no permission: no title is looked at.
has_window() {
  osascript -l JavaScript - "$1" <<'JS' | grep -qx true
ObjC.import("CoreGraphics");
function run([process]) {
  const list = $.CGWindowListCopyWindowInfo($.kCGWindowListOptionOnScreenOnly, 0);
  const windows = ObjC.deepUnwrap(ObjC.castRefToObject(list));
  return windows.some((each) => each.kCGWindowOwnerPID === Number(process) && each.kCGWindowBounds.Height >= 400);
}
JS
}

# As its own "Quit" does.
quit() {
  osascript -l JavaScript - "$1" <<'JS'
ObjC.import("AppKit");
function run([process]) {
  return $.NSRunningApplication.runningApplicationWithProcessIdentifier(Number(process)).terminate;
}
JS
}

ended() { ! kill -0 "$1" 2>/dev/null; }

# Starts the app, waits for its window and ends it.
start_and_quit() {
  "$program" &
  local process=$!
  until_true "its window is there" has_window "$process"
  quit "$process"
  until_true "it has ended" ended "$process"
  wait "$process"
}

step "installed from the dmg"
for older in "$folder"/older/*.dmg; do
  [ ! -e "$older" ] || install "$older"
done
install "$dmg"
program="$app/Contents/MacOS/$(plutil -extract CFBundleExecutable raw "$app/Contents/Info.plist")"
plutil -extract CFBundleShortVersionString raw "$app/Contents/Info.plist"
lipo "$program" -verify_arch arm64 x86_64
codesign --verify --deep --strict --verbose=2 "$app"
if [[ $dmg != *-unsigned.dmg ]]; then
  spctl --assess --type execute --verbose=4 "$app"
  xcrun stapler validate "$app"
fi

step "its self-test"
"$program" --self-test "$folder/self-test.txt"

step "started, its window seen, and ended"
start_and_quit
[ -d "$data" ]
touch "$data/kept"

step "installed once more, started and ended: what was there is still there"
install "$dmg"
start_and_quit
[ -e "$data/kept" ]

step "removed: the app is gone, what was there is not"
rm -rf "$app"
[ -e "$data/kept" ]
step "all of it works"
