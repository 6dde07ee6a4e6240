#!/bin/sh
# The shipped networks in other engines, beside ours, on 2 threads: benches/peers/run.sh [SIDE...]
#
# Installs the engines from the Python registry into target/peers, checks that each gives PyTorch's outputs, and runs
# one after the other. The last line is JSON: milliseconds, and how many times ours a peer takes.
set -e
cd "$(dirname "$0")/../.."
venv=target/peers
if ! [ -x $venv/bin/python ]; then
    python3 -m venv $venv
    $venv/bin/pip -q install torch numpy safetensors onnx onnxruntime ncnn pnnx openvino
fi
export RAYON_NUM_THREADS=2 OMP_NUM_THREADS=2
cargo bench --features train --bench training
exec $venv/bin/python benches/peers/run.py "${CARGO_TARGET_DIR:-target}" "${@:-512}"
