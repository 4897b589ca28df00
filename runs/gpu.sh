#!/bin/sh
# The stages for a big reader on one machine with GPUs, by FSDP through accelerate.
#
#   runs/gpu.sh DATA OUT [qwen2-vl-2b | medgemma-4b]
#
# DATA is a folder of radtrace data build (its --size 448 or more); models come from the local cache, or from
# the hub if your shell may go there. The stage sight is for tiny readers alone.
set -eu
cd "$(dirname "$0")/.."
DATA=$1 OUT=$2 WHICH=${3:-qwen2-vl-2b}
stage() {
    accelerate launch --config_file recipes/gpu/fsdp.yaml -m radtrace.cli train "$1" \
        "recipes/gpu/$WHICH/$1.toml" --set "data=$DATA" --set "out=$OUT/$1" ${2:+--set "model=$OUT/$2/model"}
}
stage gaze
stage concept gaze
stage verify concept
stage adapt verify
stage prefer verify
radtrace train table "$OUT/gaze" "$OUT/concept" "$OUT/verify" "$OUT/adapt" "$OUT/prefer" --out "$OUT/table.md"
