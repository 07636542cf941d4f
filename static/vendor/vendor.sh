#!/bin/sh
# Copies the pinned browser files from their npm packages. Run from the root: npm ci && npm run vendor
set -eu
version=5.3.0
from=node_modules/@fontsource-variable/public-sans
to=static/vendor/public-sans-$version
grep -q "\"version\": \"$version\"" "$from/package.json"
mkdir -p "$to"
cp "$from/LICENSE" "$to/"
for part in latin latin-ext vietnamese; do
    cp "$from/files/public-sans-$part-wght-normal.woff2" "$to/"
done
cd "$to"
if [ -f SHA256SUMS ]; then sha256sum --check --strict SHA256SUMS; else sha256sum LICENSE ./*.woff2 > SHA256SUMS; fi
