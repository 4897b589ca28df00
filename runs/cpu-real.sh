#!/bin/sh
# The same tiny reader on real films: labels and boxes become traces (../shared/data/films.csv, or $TABLE).
# Ends in a table by source, with noise-input and image-blind columns.
#
#   runs/cpu-real.sh [OUT] [START]    START is the reader to continue from, such as out/cpu/concept/model
set -eu
cd "$(dirname "$0")/.."
OUT=${1:-out/cpu-real}
START=${2:-out/cpu/concept/model}
TABLE=${TABLE:-../shared/data/films.csv}
RADTRACE=${RADTRACE:-radtrace}
mkdir -p "$OUT"
[ -d "$OUT/data" ] || $RADTRACE data build --out "$OUT/data" --table "$TABLE"
$RADTRACE train concept recipes/cpu-real/concept.toml --set "data=$OUT/data" --set "out=$OUT/concept" \
    --set "model=$START"
$RADTRACE train sources "$OUT/concept" --out "$OUT/sources.md"
