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
source "$root/tests/hosts/host.sh"
shots=$(realpath "${1:-/dev/null}")
for program in blender Xvfb import xdotool; do
    command -v $program >/dev/null || missing=1
done
/usr/bin/python3 -c 'import numpy, cffi' 2>/dev/null || missing=1
if [ "${missing:-}" ]; then
    packages blender python3-numpy python3-cffi python3-venv xvfb imagemagick xdotool
fi

work=$(mktemp -d)
trap end EXIT
export LC_ALL=C.UTF-8 HOME=$work BLENDER_USER_SCRIPTS=$work/scripts BLENDER_USER_CONFIG=$work/config COLORIZE_HERE=$work
mkdir -p "$work/config"
cp "$root/examples/drawings/sailor.png" "$work"
"$root/examples/blender/install.sh" "$work/scripts"

# Grease Pencil is drawn by OpenGL, in software here, and that asks for a display.
screen 1400x900
export LIBGL_ALWAYS_SOFTWARE=1
timeout 600 blender -b --factory-startup --python "$root/tests/hosts/blender_test.py" >"$work/log" 2>&1 || {
    tail -60 "$work/log"
    exit 1
}
grep -v -e "^Fra:" -e "^Saved" -e "^ Time" -e "^$" "$work/log"

blender --factory-startup --no-window-focus -p 0 0 1400 900 --python "$root/tests/hosts/blender_window.py" >"$work/log" 2>&1 &
blender=$!
said() { # waits until the script says so
    if within 120 grep -x -e "$1" -e FAILED "$work/window" && ! grep -q FAILED "$work/window"; then return; fi
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
timeout 60 tail --pid=$blender -f /dev/null || { echo "Blender does not end half-way"; exit 1; }
code=0
wait $blender || code=$? # Blender ends with 1 if Escape was pressed, with more if it crashes
[ $code -lt 2 ] || { echo "Blender crashes when it is quit half-way"; tail -20 "$work/log"; exit 1; }
echo "ok Blender is quit half-way"

"$root/examples/blender/package.sh" "$work/colorize.zip" >/dev/null
python3 -m zipfile -l "$work/colorize.zip" | grep -c -e blender_manifest.toml -e "wheels/colorize-" -e "wheels/cffi-" | grep -qx 3
echo "ok the package for Blender 4.2 (not run: Debian has none)"
