#!/bin/bash
# Installs the deb on this computer, tries it, installs it again over itself, and removes it; then the rpm in a
# container. Takes LATCHKEY_STORY, the program with the stories of tests/tests/installed.rs.
# prove-linux.sh FOLDER, the folder with both packages and perhaps an older deb in `older`
set -euo pipefail
folder=$(realpath "$1")
deb=$(echo "$folder"/*.deb) rpm=$(echo "$folder"/*.rpm)
package=$(dpkg-deb --field "$deb" Package)
step() { printf '\n== %s\n' "$*"; }
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet "$@"; }

step "the deb, with what it says that it needs"
"${as_root[@]}" apt-get update --quiet --quiet
for older in "$folder"/older/*.deb; do
  [ ! -e "$older" ] || install "$older"
done
install "$deb"
dpkg --status "$package" | grep -E '^(Package|Status|Version):'
app=$(dpkg --listfiles "$package" | grep '^/usr/bin/.')

# What the tests need, and the app doesn't.
install --no-install-recommends \
  dbus gnome-keyring libsecret-tools procps webkit2gtk-driver xauth xclip xvfb

# shellcheck disable=SC2016 # The inner shell is to expand them.
with_keychain='printf keychain | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"'
desktop() {
  xvfb-run --auto-servernum --server-args='-screen 0 1280x1024x24' dbus-run-session -- \
    bash -c "$with_keychain" bash "$@"
}

# Exactly one: a story that isn't there would pass, too.
story() {
  desktop "$LATCHKEY_STORY" --ignored --exact --nocapture "$1" | tee "$folder/story.txt"
  grep -q '^test result: ok. 1 passed' "$folder/story.txt"
}

step "its self-test"
desktop "$app" --self-test "$folder/self-test.txt"

step "practised with by a newcomer"
export LATCHKEY_APP=$app
story a_newcomer_practises_to_the_hand_over_and_begins

step "installed once more: what was begun is still there"
install --reinstall "$deb"
story what_was_begun_before_is_still_there

step "removed: the program is gone, what was begun is not"
"${as_root[@]}" apt-get purge --yes --quiet --quiet "$package"
[ ! -e "$app" ]
compgen -G "${XDG_DATA_HOME-$HOME/.local/share}/app.latchkey.halopsa/set-ups/*.json" > /dev/null

step "the rpm, with what it says that it needs"
# Of a Fedora that is named, so that a release means the same tomorrow. The keychain's program demands the capability.
docker run --rm --cap-add IPC_LOCK --volume "$folder:/release:ro" \
  --env "RPM=/release/${rpm##*/}" --env "WITH_KEYCHAIN=$with_keychain" \
  fedora:43 bash -euo pipefail -c '
    dnf install --assumeyes --quiet "$RPM"
    dnf install --assumeyes --quiet --setopt=install_weak_deps=False dbus-daemon gnome-keyring
    package=$(rpm --query --package --queryformat "%{NAME}" "$RPM")
    rpm --verify "$package"
    app=$(rpm --query --list "$package" | grep "^/usr/bin/.")
    dbus-run-session -- bash -c "$WITH_KEYCHAIN" bash "$app" --self-test /tmp/self-test.txt
    dnf remove --assumeyes --quiet "$package"
    [ ! -e "$app" ]'
step "all of it works"
