#!/usr/bin/env bash
# Builds the Python wheel, installs it into a fresh environment, and runs there what users would: the tests, the examples of
# README.md and docs/python.md, the tour, and the measure of what Python adds to a call.
#
#     tests/hosts/python.sh [PYTHON...]     each is an interpreter to try the one wheel with; python3 by default
#
# The library is the one at COLORIZE_PREFIX, or that of pkg-config, or else built by cargo-c into a temporary prefix.
# Needs pip, which fetches cffi, numpy, dask, pytest and Pillow, and a C compiler. COLORIZE_SHEET=FILE.png keeps the tour's sheet,
# COLORIZE_WHEELS=FOLDER the wheel.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
[ $# -gt 0 ] || set -- python3

if [ -z "${COLORIZE_PREFIX:-}" ] && ! pkg-config --exists colorize; then
    export COLORIZE_PREFIX=$work/prefix
    (cd "$root" && cargo cinstall --release --locked -p colorize-ffi --prefix "$COLORIZE_PREFIX" --libdir "$COLORIZE_PREFIX/lib")
fi

# One wheel, for every Python.
python=$1
"$python" -m venv "$work/build"
"$work/build/bin/pip" wheel -q --no-deps -w "$work/wheels" "$root/examples/python"
wheel=$(echo "$work"/wheels/*)
[ -z "${COLORIZE_WHEELS:-}" ] || cp "$wheel" "$COLORIZE_WHEELS"
case $(basename "$wheel") in
colorize-*-py3-none-*.whl) ;;
*) echo "$wheel is not one wheel for every Python" && exit 1 ;;
esac
held=$("$python" -m zipfile -l "$wheel")
for file in libcolorize py.typed LICENSE-MIT LICENSE-APACHE NOTICE; do
    grep -q "colorize/$file" <<<"$held" || { echo "no $file in the wheel" && exit 1; }
done

block() { # what a page shows in Python, in order
    awk '/^```python$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$1"
}
for python in "$@"; do
    "$python" --version
    venv=$work/$(basename "$(dirname "$(dirname "$(command -v "$python")")")")-$(basename "$python")
    "$python" -m venv "$venv"
    "$venv/bin/pip" install -q "$wheel[test,farm]"
    (cd "$work" && "$venv/bin/python" -m pytest -q -p no:cacheprovider "$root/examples/python/tests")
    # The pages' examples, from outside the tree.
    mkdir -p "$work/pages"
    cp "$root"/examples/drawings/sailor.png "$work/pages/drawing.png"
    for page in README.md docs/python.md examples/python/README.md; do
        block "$root/$page" >"$work/pages/example.py"
        test -s "$work/pages/example.py"
        (cd "$work/pages" && "$venv/bin/python" example.py && test -s colored.png && rm colored.png)
    done
    "$venv/bin/python" "$root/examples/python/tour.py" "$root/examples/drawings/dress.png" "$work/tour.png"
    test -s "$work/tour.png"
done
[ -z "${COLORIZE_SHEET:-}" ] || cp "$work/tour.png" "$COLORIZE_SHEET"
"$venv/bin/python" "$root/examples/python/bench/overhead.py" 3
"$venv/bin/pip" install -q mypy
(cd "$work" && "$venv/bin/python" -m mypy --strict --config-file "$root/examples/python/pyproject.toml" -p colorize)
echo "built, installed and used by $*: $(basename "$wheel")"
