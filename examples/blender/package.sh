#!/usr/bin/env bash
# Makes an extension of Blender 4.2 and later: one file with the add-on, the library, and all that Blender's Python lacks.
#
#     examples/blender/package.sh OUT.zip [PYTHON]     PYTHON is that of Blender, by default 3.11
#
# The library is found by COLORIZE_PREFIX or pkg-config, or taken from WHEEL; cffi comes from PyPI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
python=${2:-3.11}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
add=$work/colorize_blender
mkdir -p "$add/vendor" "$add/wheels"
cp -r "$here"/colorize_blender/*.py "$add"
cp -r "$here/../plugin/painting" "$add/vendor"
cp "$here/../styles/ours.styles" "$add/vendor/painting"
if [ -n "${WHEEL:-}" ]; then
    cp "$WHEEL" "$add/wheels"
else
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" wheel --quiet --no-deps --wheel-dir "$add/wheels" "$here/../python"
fi
python3 -m pip download --quiet --only-binary :all: --python-version "$python" --dest "$add/wheels" cffi
wheels=$(cd "$add" && ls wheels/*.whl | sed 's/.*/    ".\/&",/')
awk -v wheels="$wheels" '$0 == "WHEELS" { print wheels; next } 1' "$here/blender_manifest.toml" >"$add/blender_manifest.toml"
rm -f "$out"
(cd "$add" && python3 -m zipfile -c "$out" ./*)
echo "$out: install it in Edit, Preferences, Get Extensions, Install from Disk"
