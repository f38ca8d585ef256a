#!/bin/bash
# What the draft of a release says of the files in a folder. The person who publishes it adds what is new.
# notes.sh FOLDER
# shellcheck disable=SC2016 # The backticks are Markdown's.
set -euo pipefail
cd "$1"
cat <<'END'
Each installer was installed, tried, installed again over itself and removed on a machine of its system before this
draft was made. `SHA256SUMS` has the checksum of every file, `latchkey-sbom.json` what the program is made of.
END
if [ -n "${REPOSITORY-}" ]; then
  printf '\nWhere a file comes from can be verified: `gh attestation verify FILE --repo %s`.\n' "$REPOSITORY"
fi
unsigned=$(find . -name '*-unsigned.*' -printf '- `%f`\n' | sort)
if [ -n "$unsigned" ]; then
  printf '\n**Not signed.** Windows or macOS warns of these files or refuses to open them:\n\n%s\n' "$unsigned"
fi
