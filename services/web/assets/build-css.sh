#!/bin/sh
# Compiles the two stylesheets, which are committed: building Plumbline needs no npm.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund
for sheet in application answering; do
  npx sass --no-source-map --style=compressed --no-charset --quiet-deps "$sheet.scss" "$sheet.css"
done
node keep-used.mjs answering.css ../src/frame.rs ../src/pages/answer/*.rs ../src/pages/withdraw.rs ../src/form/drawn.rs \
  ../src/components/button.rs ../src/components/fields.rs ../src/components/navigation.rs ../src/components/telling.rs
