#!/usr/bin/env bash
# Installs Blender if need be and the add-on into a fresh configuration, and drives both: an image coloured without and with a
# hint, two frames of Grease Pencil, and what must be refused. Then the same operator in a window, and the package for
# Blender 4.2.
#
#     tests/hosts/blender.sh [FOLDER]     screenshots go to FOLDER
#
# The library is found by COLORIZE_PREFIX or pkg-config. Debian; as root it installs what is missing.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shots=$(realpath "${1:-/dev/null}")
for program in blender Xvfb import xdotool; do
    command -v $program >/dev/null || missing=1
done
/usr/bin/python3 -c 'import numpy, cffi' 2>/dev/null || missing=1
if [ "${missing:-}" ]; then
    apt-get update >/dev/null
    apt-get install -y --no-install-recommends blender python3-numpy python3-cffi python3-venv xvfb imagemagick xdotool >/dev/null
fi

work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 HOME=$work BLENDER_USER_SCRIPTS=$work/scripts BLENDER_USER_CONFIG=$work/config COLORIZE_HERE=$work
mkdir -p "$work/config"
cp "$root/examples/drawings/sailor.png" "$work"
"$root/examples/blender/install.sh" "$work/scripts"

# Grease Pencil is drawn by OpenGL, in software here, and that asks for a display.
exec 3>"$work/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 >/dev/null 2>&1 &
pids+=($!)
until [ -s "$work/display" ]; do sleep 0.1; done
export DISPLAY=:$(cat "$work/display") LIBGL_ALWAYS_SOFTWARE=1
timeout 300 blender -b --factory-startup --python "$root/tests/hosts/blender_test.py" >"$work/log" 2>&1 || { tail -60 "$work/log"; [ -d "$shots" ] && cp -r "$work/frames" "$shots"; exit 1; }
grep -v -e "^Fra:" -e "^Saved" -e "^ Time" -e "^$" "$work/log"

blender --factory-startup --no-window-focus -p 0 0 1400 900 --python "$root/tests/hosts/blender_window.py" >"$work/log" 2>&1 &
blender=$!
pids+=($blender)
said() { # waits until the script says so
    for _ in $(seq 600); do
        if grep -qx "$1" "$work/window" 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "Blender's window did not come to \"$1\""
    cat "$work/window" || true
    tail -20 "$work/log"
    exit 1
}
said colored
if [ -d "$shots" ]; then
    xdotool mousemove 1143 293 click 1 # the tab of the add-on
    sleep 2
    import -window root "$shots/blender.png"
fi
echo "ok in a window"
touch "$work/go on"
said renders
xdotool mousemove 500 400 key Escape
said "quits half-way"
grep "^ok" "$work/window"
timeout 20 tail --pid=$blender -f /dev/null || { echo "Blender does not end half-way"; exit 1; }
code=0
wait $blender || code=$? # Blender ends with 1 if Escape was pressed, with more if it crashes
[ $code -lt 2 ] || { echo "Blender crashes when it is quit half-way"; tail -20 "$work/log"; exit 1; }
echo "ok Blender is quit half-way"

"$root/examples/blender/package.sh" "$work/colorize.zip" >/dev/null
python3 -m zipfile -l "$work/colorize.zip" | grep -c -e blender_manifest.toml -e "wheels/colorize-" -e "wheels/cffi-" | grep -qx 3
echo "ok the package for Blender 4.2 (not run: Debian has none)"
