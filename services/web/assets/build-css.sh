#!/bin/sh
# Compiles application.scss to application.css, which is committed: building Plumbline needs no npm.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund
npx sass --no-source-map --style=compressed --no-charset --quiet-deps application.scss application.css
