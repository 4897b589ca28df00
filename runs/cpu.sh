#!/bin/sh
# Every stage of a tiny vision-language reader on drawn films, from nothing to one table.
#
#   runs/cpu.sh [OUT]          under an hour on two idle cores; OUT is out/cpu unless said
#   QUICK=1 runs/cpu.sh OUT    a few steps a stage, to see that everything runs; learns nothing
#
# The arms with and without gaze start from the same tower and take as many steps. Stopped, it goes on where
# it was when it is run again.
set -eu
cd "$(dirname "$0")/.."
OUT=${1:-out/cpu}
RADTRACE=${RADTRACE:-radtrace}
FILMS=6000 TEST=300 JOBS=2
SMALL=""
if [ -n "${QUICK:-}" ]; then
    FILMS=24 TEST=4 JOBS=1
    SMALL="--set train.steps=2 --set train.batch=8 --set evaluate.films=2 --set evaluate.longest=16
        --set evaluate.every=0 --set verify.cold_start=0 --set verify.generations=4
        --set prefer.films=4 --set prefer.least_gap=0"
fi
# stage NAME RECIPE [MODEL]: one stage, unless it was done before; MODEL is the folder it goes on from
stage() {
    if [ -f "$OUT/$2/scores.json" ]; then echo "$2: done before"; return; fi
    # shellcheck disable=SC2086
    $RADTRACE train "$1" "recipes/cpu/$2.toml" --set "data=$OUT/data" --set "out=$OUT/$2" \
        ${3:+--set "model=$OUT/$3/model"} $SMALL > "$OUT/$2.log" 2>&1 || { tail -n 3 "$OUT/$2.log"; exit 1; }
    echo "$2: done, log in $OUT/$2.log"
}
mkdir -p "$OUT"
[ -d "$OUT/data" ] || $RADTRACE data build --out "$OUT/data" --drawn $FILMS --test $TEST --jobs $JOBS
stage sight sight
stage concept concept_without_gaze sight &
ALONE=$!
stage gaze gaze sight
stage concept concept gaze
wait $ALONE
stage verify verify concept
stage prefer prefer verify &
PREFER=$!
stage adapt adapt verify
wait $PREFER
$RADTRACE train table "$OUT/gaze" "$OUT/concept" "$OUT/concept_without_gaze" "$OUT/verify" "$OUT/adapt" \
    "$OUT/prefer" --out "$OUT/table.md"
