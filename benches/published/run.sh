#!/bin/sh
# The published systems, trained and measured beside ours: benches/published/run.sh PAIRS OUT [STEPS]
#
# PAIRS holds the folders `train` and `val`. OUT takes a folder for each training, then published.txt (the table),
# published.csv, published.svg (the losses) and published.png (12 drawings by all). STEPS of each training are 2000 if
# not told. All runs on one core, or on RAYON_NUM_THREADS. What was begun goes on with the same command, and what is done
# is not done again; other steps want another folder.
set -e
pairs=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
steps=${3:-2000}
cd "$(dirname "$0")/../.."
if [ -z "$COLORIZE" ]; then
    cargo build --release --features train --example colorize
    COLORIZE=${CARGO_TARGET_DIR:-target}/release/examples/colorize
fi
export RAYON_NUM_THREADS=${RAYON_NUM_THREADS:-1}

train() { # folder, system, options
    name=$1
    shift
    [ -e "$out/$name/done-$steps" ] && return
    "$COLORIZE" train "$@" --data "$pairs/train" --val "$pairs/val" -o "$out/$name" --steps "$steps" --size 128 --batch 4 \
        --scale 0.8..1.3 --rate 1e-3 --validate-every $((steps / 10)) --validate-pairs 6 >>"$out/$name.log"
    touch "$out/$name/done-$steps"
}
train 1-cnn cnn
train 2-cnn-histogram cnn-histogram
train 3-gan gan
train 4-sgru sgru
train 5-sgru-no-swish sgru --without swish
train 6-sgru-no-perceptual sgru --loss perceptual=0
train 7-sgru-no-adversarial sgru --loss adversarial=0
train 8-sgru-no-hints sgru --without hints
train 9-two-phase two-phase
# A row for G'MIC where it is installed.
gmic=$(command -v gmic || true)
"$COLORIZE" eval published "$pairs/val" --runs "$out" --csv "$out/published.csv" --sheet "$out/published.png" \
    --curves "$out/published.svg" ${gmic:+--gmic "$gmic"} | tee "$out/published.txt"
