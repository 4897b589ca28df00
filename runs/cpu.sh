#!/bin/sh
# Every stage of a tiny vision-language reader on drawn films, from nothing to one table.
#
#   runs/cpu.sh [OUT]          under an hour on two idle cores; OUT defaults to out/cpu
#   QUICK=1 runs/cpu.sh OUT    a few steps a stage: everything runs, nothing is learned
#   SEED=12 runs/cpu.sh OUT    other training films, test films and initial weights
#
# The arms with and without gaze start from the same tower and take equally many steps. concept_boxed is the baseline
# for reinforce: supervised boxes for no more than its time. A stopped run continues when it is run again.
set -eu
cd "$(dirname "$0")/.."
OUT=${1:-out/cpu}
RADTRACE=${RADTRACE:-radtrace}
SEED=${SEED:-11}
FILMS=8200 TEST=400 JOBS=2
SETS="--set seed=$SEED --set evaluate.films=$TEST"
if [ -n "${QUICK:-}" ]; then
    FILMS=24 TEST=4 JOBS=1
    SETS="--set seed=$SEED --set train.steps=2 --set train.batch=8 --set evaluate.films=2 --set evaluate.longest=16
        --set evaluate.every=0 --set reinforce.cold_start=0 --set reinforce.generations=4
        --set prefer.films=4 --set prefer.least_gap=0"
fi
# On Ctrl-C or an error, stop the stages that still run.
RUNNING=""
trap 'kill $RUNNING 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# begin NAME RECIPE [MODEL]: start a stage unless it is finished; it continues from the stage MODEL
begin() {
    PID=""
    if [ -f "$OUT/$2/scores.json" ]; then return; fi
    # shellcheck disable=SC2086
    $RADTRACE train "$1" "recipes/cpu/$2.toml" --set "data=$OUT/data" --set "out=$OUT/$2" \
        ${3:+--set "model=$OUT/$3/model"} $SETS > "$OUT/$2.log" 2>&1 &
    PID=$!
    RUNNING="$RUNNING $PID"
}
# end RECIPE PID: wait for it
end() {
    if [ -z "$2" ]; then echo "$1: done before"; return; fi
    wait "$2" || { tail -n 3 "$OUT/$1.log"; exit 1; }
    echo "$1: done, log in $OUT/$1.log"
}
stage() {
    begin "$@"
    end "$2" "$PID"
}
mkdir -p "$OUT"
[ -d "$OUT/data" ] || $RADTRACE data build --out "$OUT/data" --drawn $FILMS --test $TEST --jobs $JOBS \
    --seed "${SEED}00000"
stage sight sight
begin concept concept_without_gaze sight
ALONE=$PID
stage gaze gaze sight
stage concept concept gaze
end concept_without_gaze "$ALONE"
begin concept concept_boxed concept
BOXED=$PID
stage reinforce reinforce concept
end concept_boxed "$BOXED"
begin prefer prefer reinforce
PREFER=$PID
stage adapt adapt reinforce
end prefer "$PREFER"
$RADTRACE train table "$OUT/gaze" "$OUT/concept_without_gaze" "$OUT/concept" "$OUT/concept_boxed" "$OUT/reinforce" \
    "$OUT/adapt" "$OUT/prefer" --minus concept:concept_without_gaze --minus reinforce:concept \
    --minus reinforce:concept_boxed --minus prefer:reinforce --out "$OUT/table.md"
