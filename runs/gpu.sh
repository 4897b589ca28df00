#!/bin/sh
# The stages of a large reader on one machine with GPUs, by FSDP through accelerate.
#
#   runs/gpu.sh DATA OUT [qwen2-vl-2b | medgemma-4b]
#
# DATA is a folder of radtrace data build (its --size 448 or more). OUT gets a folder a stage and table.md.
# Nothing is downloaded: put the model into Hugging Face's cache first, or name its folder in MODEL. A stopped
# run continues when it is run again. The stage sight is for tiny readers only.
#
#   MODEL=DIR              start from this folder instead of the recipes' model
#   GPUS=2                 how many GPUs to use (all that torch sees)
#   PYTHON=FILE            the interpreter that radtrace[train] is installed for (python3)
#   CONFIG=FILE.yaml       accelerate's settings (recipes/gpu/fsdp.yaml)
#   SET="KEY=VALUE ..."    replace values of every stage's recipe, such as train.steps=10
#   HF_HOME=DIR            where Hugging Face's cache is, if not in ~/.cache/huggingface
set -eu
cd "$(dirname "$0")/.."
stop() { echo "runs/gpu.sh: $1" >&2; exit 2; }
[ $# -ge 2 ] && [ $# -le 3 ] || stop "give DATA and OUT, as in runs/gpu.sh DATA OUT qwen2-vl-2b"
DATA=$1 OUT=$2 WHICH=${3:-qwen2-vl-2b}
RECIPES=recipes/gpu/$WHICH
PYTHON=${PYTHON:-python3}
CONFIG=${CONFIG:-recipes/gpu/fsdp.yaml}
export HF_HUB_OFFLINE=1
[ -d "$RECIPES" ] || stop "there are no recipes for $WHICH; give one of: $(ls -d recipes/gpu/*/ | xargs -n 1 basename | xargs)"
[ -f "$DATA/lessons.jsonl" ] || stop "$DATA is not a data folder; make one with radtrace data build"
SEEN=$("$PYTHON" -c 'import torch; print(torch.cuda.device_count())' 2> /dev/null) \
    || stop "$PYTHON has no torch; pip install 'radtrace[train]', or name another interpreter in PYTHON"
GPUS=${GPUS:-$SEEN}
[ "$SEEN" -gt 0 ] || stop "torch sees no GPU here; runs/cpu.sh trains a tiny reader on a CPU"
[ "$GPUS" -gt 0 ] && [ "$GPUS" -le "$SEEN" ] || stop "GPUS=$GPUS, and torch sees $SEEN"
FIRST=${MODEL:-$(sed -n 's/^model = "\(.*\)"$/\1/p' "$RECIPES/gaze.toml")}
"$PYTHON" - "$FIRST" << 'END' || exit 2
import sys
from radtrace.readers.hf.local import find_model
from radtrace.record import BadInput
try:
    find_model(sys.argv[1])
except BadInput as error:
    sys.exit(f"runs/gpu.sh: {error}")
END
# stage NAME [BEFORE]: run a stage unless it is finished; it continues from the stage BEFORE
stage() {
    if [ -f "$OUT/$1/scores.json" ]; then echo "$1: done before"; return; fi
    START=$FIRST
    [ -z "${2:-}" ] || START=$OUT/$2/model
    set -- "$1" --set "data=$DATA" --set "out=$OUT/$1" --set "model=$START"
    for CHANGE in ${SET:-}; do set -- "$@" --set "$CHANGE"; done
    NAME=$1
    shift
    "$PYTHON" -m accelerate.commands.launch --config_file "$CONFIG" --num_processes "$GPUS" \
        -m radtrace.cli train "$NAME" "$RECIPES/$NAME.toml" "$@"
}
stage gaze
stage concept gaze
stage reinforce concept
stage adapt reinforce
stage prefer reinforce
"$PYTHON" -m radtrace.cli train table "$OUT/gaze" "$OUT/concept" "$OUT/reinforce" "$OUT/adapt" "$OUT/prefer" \
    --out "$OUT/table.md"
