#!/bin/bash
# The bare program as it goes from the machine that builds it to the one that signs it.
# program.sh digest TARGET            prints its SHA-256
# program.sh verify TARGET SHA256     fails if it is another one, and makes it executable again
set -euo pipefail
what=$1 target=$2
programs=(target/"$target"/release/latchkey{,.exe})
for program in "${programs[@]}"; do
  [ ! -e "$program" ] || break
done
sum=(sha256sum)
command -v sha256sum >/dev/null || sum=(shasum -a 256)
digest=$("${sum[@]}" <"$program" | cut -d ' ' -f 1)
case $what in
  digest) echo "$digest" ;;
  verify)
    wanted=$3
    # An empty one would be a job that told nothing.
    [[ $wanted =~ ^[0-9a-f]{64}$ ]] || { echo "no digest: '$wanted'"; exit 1; }
    [ "$digest" = "$wanted" ] || { echo "$program is $digest, and not $wanted"; exit 1; }
    chmod +x "$program"
    echo "$program is $digest, as it was built"
    ;;
esac
