#!/bin/bash
# Makes the bundles of a program that is built already, signed where the secrets for it are there, and gathers
# them in `dist` under the names of the release. What is not signed says so in its name.
# bundle.sh windows|macos|linux TARGET
set -euo pipefail
system=$1 target=$2
version=$(.github/release/version.sh)
unsigned=-unsigned
# An unset secret arrives as an empty text, which Tauri would take for a certificate.
case $system in
  windows)
    set -- nsis
    if [ -n "${AZURE_CLIENT_SECRET-}" ]; then
      jq --null-input --arg script "${GITHUB_WORKSPACE//\\//}/.github/release/sign.ps1" \
        '{bundle: {windows: {signCommand: {cmd: "pwsh", args: ["-NoProfile", "-File", $script, "%1"]}}}}' \
        >"$RUNNER_TEMP/sign.json"
      set -- "$@" --config "$RUNNER_TEMP/sign.json"
      unsigned=
    fi
    ;;
  macos)
    set -- dmg
    # Signed by nobody: enough for the processor, which starts nothing without any signature.
    export APPLE_SIGNING_IDENTITY=-
    if [ -n "${CERTIFICATE-}" ]; then
      export APPLE_CERTIFICATE=$CERTIFICATE APPLE_CERTIFICATE_PASSWORD=$CERTIFICATE_PASSWORD
      export APPLE_SIGNING_IDENTITY=$SIGNING_IDENTITY
      export APPLE_API_ISSUER=$NOTARY_ISSUER APPLE_API_KEY=$NOTARY_KEY_ID
      export APPLE_API_KEY_PATH=$RUNNER_TEMP/notary.p8
      trap 'rm -f "$APPLE_API_KEY_PATH"' EXIT
      (umask 077 && printf '%s\n' "$NOTARY_KEY" >"$APPLE_API_KEY_PATH")
      unsigned=
    fi
    ;;
  linux)
    set -- deb,rpm
    ;;
esac
node tests/node_modules/@tauri-apps/cli/tauri.js bundle --ci --target "$target" --bundles "$@"

mkdir dist
made=target/$target/release/bundle
name=Latchkey-for-HaloPSA_$version
case $system in
  windows) cp "$made"/nsis/*-setup.exe "dist/${name}_x64-setup$unsigned.exe" ;;
  macos) cp "$made"/dmg/*.dmg "dist/${name}_universal$unsigned.dmg" ;;
  linux) cp "$made"/deb/*.deb "$made"/rpm/*.rpm dist ;;
esac
ls -l dist
