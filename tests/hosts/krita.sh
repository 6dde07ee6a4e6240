#!/usr/bin/env bash
# Installs Krita if need be and the plug-in into a fresh configuration, and drives both: a drawing coloured without and with
# a hint, what comes of it, and what must be refused. Then the same by kritarunner, without a window.
#
#     tests/hosts/krita.sh [FOLDER]     screenshots go to FOLDER
#
# The library is found by COLORIZE_PREFIX or pkg-config. Debian; as root it installs what is missing.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$root/tests/hosts/host.sh"
shots=$(realpath "${1:-/dev/null}")
for program in krita kritarunner Xvfb; do
    command -v $program >/dev/null || missing=1
done
/usr/bin/python3 -c 'import numpy, cffi, PyQt5' 2>/dev/null || missing=1
if [ "${missing:-}" ]; then
    packages krita python3-pyqt5 python3-numpy python3-cffi python3-venv xvfb
fi

work=$(mktemp -d)
trap end EXIT
# Krita keeps unsaved pictures at home, and beside the file that was opened.
export LC_ALL=C.UTF-8 HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache XDG_RUNTIME_DIR=$work/run
mkdir -p -m 700 "$work/config" "$work/run"
"$root/examples/krita/install.sh" "$work/data/krita"
plugins=$work/data/krita/pykrita
PYTHONPATH=$plugins/colorize_krita/vendor /usr/bin/python3 "$root/examples/plugin/test_painting.py" 2>"$work/log" || { cat "$work/log"; exit 1; }
mkdir "$plugins/colorize_test"
cp "$root/tests/hosts/krita_test.py" "$plugins/colorize_test/__init__.py"
sed 's/colorize_krita/colorize_test/; s/=Colorize/=Test/' "$root/examples/krita/colorize_krita.desktop" >"$plugins/colorize_test.desktop"
printf '[python]\nenable_colorize_krita=true\nenable_colorize_test=true\n' >"$work/config/kritarc"
# Without a graphics card, OpenGL takes the window's thread for a quarter of a second to draw the canvas.
printf '[General]\nOpenGLRenderer=none\n' >"$work/config/kritadisplayrc"

screen 1600x1000
cp "$root/examples/drawings/sailor.png" "$work"
export COLORIZE_SAMPLE=$work/sailor.png COLORIZE_REPORT=$work/report
[ -d "$shots" ] && export COLORIZE_SHOTS=$shots
code=0
COLORIZE_LIMIT=570 timeout 600 krita --nosplash >"$work/log" 2>&1 || code=$?
cat "$work/report" || true
[ $code = 0 ] || { echo "Krita ended with $code"; tail -40 "$work/log"; exit 1; }
echo "ok Krita is quit half-way"

# Without a window.
export QT_QPA_PLATFORM=offscreen PYTHONPATH=$plugins
timeout 300 env -u DISPLAY kritarunner -s colorize_krita.batch -f color "$COLORIZE_SAMPLE" "$work/out.kra" >"$work/log" 2>&1 || true
grep "out.kra: 512 x 512" "$work/log" || { tail -20 "$work/log"; exit 1; }
python3 - "$work/out.kra" <<'END'
import sys, zipfile
tree = zipfile.ZipFile(sys.argv[1]).read("maindoc.xml").decode()
for name in ("colorize", "flats", "shade", "line"):
    assert f'name="{name}"' in tree, f"{name} is not in the file"
END
