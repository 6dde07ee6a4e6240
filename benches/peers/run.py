"""Runs the library and all peers in turn and prints the table: run.py TARGET_FOLDER SIDE..., after `cargo bench --bench
training`."""

import json
import subprocess
import sys
from pathlib import Path

ENGINES = ["onnxruntime", "onnxruntime-plain-norms", "ncnn", "openvino", "pytorch"]
HERE = Path(__file__).parent
MODELS = HERE.parent.parent / "colorize-core" / "models"
# Each engine runs so many times, by turns, and its least median counts: a machine that others share is slow at times.
ROUNDS = 3


def last_line(*command):
    run = subprocess.run([*map(str, command)], capture_output=True, text=True)
    lines = run.stdout.strip().splitlines()
    if run.returncode or not lines:
        print(run.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    return json.loads(lines[-1])


def forward(engine, side):
    if engine == "colorize":
        return last_line("cargo", "bench", "-q", "--bench", "networks", "--", f"medians-{side}")
    return last_line(sys.executable, HERE / "forward.py", engine, side, MODELS)


def ours(target, group, name, side):
    path = Path(target) / "criterion" / group / name / str(side) / "new" / "estimates.json"
    return round(json.loads(path.read_text())["median"]["point_estimate"] / 1e6, 1)


def ratios(ms, own):
    return {engine: {n: round(v / own[n], 2) for n, v in found.items()} for engine, found in ms.items()}


def main(target, sides):
    summary = []
    for side in map(int, sides):
        ms = {}
        for engine in ["colorize", *ENGINES] * ROUNDS:
            if found := forward(engine, side):
                before = ms.get(engine, found["ms"])
                ms[engine] = {name: min(before[name], value) for name, value in found["ms"].items()}
        own = ms.pop("colorize")
        print(f"forward {side} x {side}, ms         labeller  colorizer")
        for engine, found in [("colorize", own), *ms.items()]:
            print(f"{engine:28}{found['labeller']:10}{found['colorizer']:11}")
        summary.append({"size": side, "ms": {"colorize": own, **ms}, "ratio": ratios(ms, own)})
    own = {"labeller": ours(target, "training", "labeller", 256), "colorizer": ours(target, "training", "colorizer", 192)}
    found = last_line(sys.executable, HERE / "training.py", MODELS)
    if found:
        ms = {"pytorch": found["training_ms"]}
        print(f"training step, ms           {own['labeller']:10}{own['colorizer']:11}  colorize")
        print(f"                            {ms['pytorch']['labeller']:10}{ms['pytorch']['colorizer']:11}  pytorch")
        summary.append({"training": True, "ms": {"colorize": own, **ms}, "ratio": ratios(ms, own)})
    print(json.dumps(summary))


main(sys.argv[1], sys.argv[2:])
