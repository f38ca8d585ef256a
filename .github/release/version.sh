#!/bin/bash
# Prints the one version that there is; fails where the tag is another one.
# version.sh [TAG]
set -euo pipefail
package=$(cargo pkgid --package latchkey)
version=${package##*[#@]}
# Without a version of its own, Tauri takes Cargo's.
bundled=$(node --print 'require("./src-tauri/tauri.conf.json").version ?? ""')
for other in "${bundled:-$version}" "${1-v$version}"; do
  if [ "${other#v}" != "$version" ]; then
    echo "Cargo.toml says $version, and not $other" >&2
    exit 1
  fi
done
echo "$version"
