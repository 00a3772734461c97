#!/bin/sh
# Makes the two weights that pages use from the paper's Lato; they are committed. Wants fonttools and brotli from PyPI.
# The licence reserves the name Lato for the whole font, so the parts have another.
set -eu
cd "$(dirname "$0")"
for weight in Regular Bold; do
  pyftsubset "../../../crates/typeset/fonts/Lato-$weight.ttf" --flavor=woff2 \
    --output-file="plumbline-sans-$(echo "$weight" | tr 'RB' 'rb').woff2" \
    --unicodes="U+0020-017F,U+2010-2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212" \
    --name-IDs=0,13,14 --layout-features=kern,tnum --no-hinting --desubroutinize
done
