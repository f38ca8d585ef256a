#!/bin/sh
# in-a-home.sh COMMAND...: runs the command with a temporary home, with folders and a language of its own: no
# test reads or changes the user's. Rust's own folders stay where they are.
set -e
export CARGO_HOME="${CARGO_HOME-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME-$HOME/.rustup}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
for name in home data config cache state run; do mkdir -m 700 "$folder/$name"; done
export HOME="$folder/home" XDG_DATA_HOME="$folder/data" XDG_CONFIG_HOME="$folder/config" LC_ALL=C.UTF-8
export XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" XDG_RUNTIME_DIR="$folder/run"
unset WAYLAND_DISPLAY GNOME_KEYRING_CONTROL
code=0
"$@" || code=$?
exit "$code"
