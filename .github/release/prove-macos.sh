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

# Does something in the app's window as a person at the keyboard would, by what WebKit tells assistive software.
# GitHub's runners let bash do that (actions/runner-images, configure-tccdb-macos.sh, looked up on 2026-11-26).
# in_window PROCESS wait|gone|value|press|paste ID, or in_window PROCESS type ID TEXT
# Each waits for the control with this id; `gone` waits until there is none.
in_window() {
  osascript -l JavaScript - "$@" <<'JS'
function run([process, does, id, text]) {
  const events = Application("System Events");
  const app = events.processes.whose({ unixId: Number(process) })[0];
  const isIt = (each) => {
    try {
      return each.attributes.byName("AXDOMIdentifier").value() === id;
    } catch {
      return false;
    }
  };
  // Nothing is there, or null: it can't be told while the page becomes another one.
  const find = () => {
    try {
      return app.windows[0].entireContents().find(isIt);
    } catch {
      return null;
    }
  };
  const until = (fact) => {
    for (const deadline = Date.now() + 60000; ; delay(0.2)) {
      const is = fact();
      if (is) return is;
      if (Date.now() > deadline) throw new Error(`waited in vain: ${does} ${id}`);
    }
  };
  if (does === "gone") {
    until(() => find() === undefined);
    return;
  }
  const control = until(find);
  if (does === "value") return control.value();
  if (does === "press") control.actions.byName("AXPress").perform();
  if (does === "paste" || does === "type") {
    app.frontmost = true;
    control.focused = true;
    until(() => control.focused());
    if (does === "type") events.keystroke(text);
    else events.keystroke("v", { using: "command down" });
  }
}
JS
}

# What shows pages; nobody else on a runner does.
pages() { pgrep -U "$(id -u)" -f com.apple.WebKit.WebContent; }
other_pages() {
  local now
  now=$(pages) && ! grep -qxF "$1" <<<"$now"
}

# When the keychain's entry was changed, if there is one. Its secret isn't asked for: the system would ask a person.
kept() { security find-generic-password -s "$1" 2>/dev/null | grep '"mdat"'; }
kept_anew() {
  local now
  now=$(kept "$1") && [ "$now" != "$2" ]
}

guid() { uuidgen | tr '[:upper:]' '[:lower:]'; }
made_up() { printf '%s-%s' "$(guid)" "$(guid)"; }

# By hand in practice, as far as the secret: one is pasted, then another one is typed. They need to be nobody's:
# HaloPSA isn't asked yet.
practise() {
  "$program" --practise --real-keychain &
  local process=$! address entry before
  until_true "its window is there" has_window "$process"
  in_window "$process" press product-hudu
  address=$(in_window "$process" value address)
  entry="Latchkey for HaloPSA: ${address#http://}, Hudu"
  in_window "$process" press go-by-hand
  in_window "$process" type agent "API Integration Account"
  in_window "$process" press continue
  in_window "$process" wait open-halo
  in_window "$process" press next
  guid | tr -d '\n' | pbcopy
  in_window "$process" press take-client-id

  made_up | pbcopy
  in_window "$process" press type-secret-summary
  in_window "$process" paste typed-secret
  in_window "$process" gone take-secret
  before=$(kept "$entry")
  echo "pasted, and in the keychain: $entry"

  in_window "$process" press back
  in_window "$process" wait take-secret
  local killed
  killed=$(pages)
  # shellcheck disable=SC2086 # One or more.
  kill -9 $killed
  until_true "another process shows the page" other_pages "$killed"
  in_window "$process" wait take-secret
  echo "its page's process died, and the page came back"

  in_window "$process" press type-secret-summary
  in_window "$process" type typed-secret "$(made_up)"
  in_window "$process" press use-typed-secret
  in_window "$process" gone take-secret
  until_true "the typed secret is in the keychain" kept_anew "$entry" "$before"
  echo "typed, and in the keychain"

  quit "$process"
  until_true "it has ended" ended "$process"
  wait "$process"
  if kept "$entry"; then
    echo "what was practised is still in the keychain" >&2
    return 1
  fi
}

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

step "practised with: a secret pasted, one typed, and a page whose process dies"
practise

step "installed once more, started and ended: what was there is still there"
install "$dmg"
start_and_quit
[ -e "$data/kept" ]

step "removed: the app is gone, what was there is not"
rm -rf "$app"
[ -e "$data/kept" ]
step "all of it works"
