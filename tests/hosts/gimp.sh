#!/usr/bin/env bash
# Installs GIMP 3 into a folder of its own if need be, from Debian 13, and the plug-in into a fresh configuration, and drives
# both: drawings coloured from scripts without and with a hint, what comes of it, and what must be refused; then the
# dialog under Xvfb, and one step of undo.
#
#     tests/hosts/gimp.sh [FOLDER]     screenshots go to FOLDER
#
# The library is found by COLORIZE_PREFIX or pkg-config. Debian, as root: GIMP is run by chroot.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shots=$(realpath "${1:-/dev/null}")
for program in debootstrap Xvfb xdotool import; do
    command -v $program >/dev/null || missing=1
done
/usr/bin/python3 -c 'import numpy, cffi' 2>/dev/null || missing=1
if [ "${missing:-}" ]; then
    apt-get update >/dev/null
    apt-get install -y --no-install-recommends debootstrap xvfb xdotool imagemagick python3-numpy python3-cffi python3-venv >/dev/null
fi
trixie=${XDG_CACHE_HOME:-$HOME/.cache}/colorize/trixie
if [ ! -x "$trixie/usr/bin/gimp-console" ]; then
    mkdir -p "$(dirname "$trixie")"
    debootstrap --variant=minbase trixie "$trixie" http://deb.debian.org/debian >/dev/null
    DEBIAN_FRONTEND=noninteractive chroot "$trixie" apt-get install -y --no-install-recommends gimp gir1.2-gimp-3.0 \
        python3-gi python3-gi-cairo python3-numpy python3-cffi adwaita-icon-theme openbox >/dev/null
    chroot "$trixie" apt-get clean
fi

work=$(mktemp -d -p "$trixie/tmp")
here=${work#"$trixie"}
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    if mountpoint -q "$trixie/proc"; then umount -l "$trixie/proc"; fi
    rm -rf "$work"
}
trap end EXIT
mountpoint -q "$trixie/proc" || mount -t proc proc "$trixie/proc"
cp "$root/examples/drawings/sailor.png" "$root/tests/hosts/gimp_test.py" "$root/tests/hosts/gimp_window.py" "$work"
"$root/examples/gimp/install.sh" "$work/config"
echo "(show-welcome-dialog no)" >"$work/config/gimprc"

# What the picture must be, by the library without GIMP.
PYTHONPATH=$work/config/plug-ins/colorize_gimp/vendor /usr/bin/python3 - "$work" <<'END'
import sys, colorize, painting
drawing = colorize.Image.open(f"{sys.argv[1]}/sailor.png").pixels
colorize.save(painting.Painter().paint(drawing, painting.Wishes()).picture, f"{sys.argv[1]}/wanted.png")
END

inside() {
    chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" COLORIZE_HERE="$here" "$@"
}
timeout 300 chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" COLORIZE_HERE="$here" \
    gimp-console -i --batch-interpreter python-fu-eval -b "exec(open('$here/gimp_test.py').read())" --quit \
    >"$work/log" 2>&1 || true
cat "$work/report"
grep -qx "all well" "$work/report" || { tail -30 "$work/log"; exit 1; }

# As a command, by GIMP's own Scheme.
timeout 100 chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" gimp-console -i \
    --batch-interpreter plug-in-script-fu-eval -b "
    (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE \"$here/sailor.png\")))
           (drawing (vector-ref (car (gimp-image-get-layers image)) 0)))
      (plug-in-colorize #:run-mode RUN-NONINTERACTIVE #:image image #:drawables (vector drawing) #:parts \"hair=#c03028\" #:styles \"top=blue tartan\"
        #:references \"$here/wanted.png\")
      (gimp-file-save RUN-NONINTERACTIVE image \"$here/out.xcf\" -1))" --quit >"$work/log" 2>&1 || true
test -s "$work/out.xcf" || { tail -30 "$work/log"; exit 1; }
echo "ok a command of Scheme"

exec 3>"$work/display"
Xvfb -displayfd 3 -screen 0 1500x950x24 >/dev/null 2>&1 &
pids+=($!)
until [ -s "$work/display" ]; do sleep 0.1; done
export DISPLAY=:$(cat "$work/display")
inside openbox >/dev/null 2>&1 &
pids+=($!)
inside gimp --no-splash --batch-interpreter python-fu-eval -b "exec(open('$here/gimp_window.py').read())" >"$work/log" 2>&1 &
gimp=$!
pids+=($gimp)
said() { # waits until the script says so
    for _ in $(seq 600); do
        if grep -qx "$1" "$work/window" 2>/dev/null; then return; fi
        if grep -q FAILED "$work/window" 2>/dev/null; then break; fi
        sleep 0.1
    done
    echo "GIMP's window did not come to \"$1\""
    cat "$work/window" || true
    tail -20 "$work/log"
    [ -d "$shots" ] && import -window root "$shots/gimp-failed.png"
    exit 1
}
shot() { if [ -d "$shots" ]; then import -window root "$shots/$1"; fi; }
said dialog
canvas=$(xdotool search --sync --onlyvisible --name "512x512" | tail -1)
xdotool windowmove "$canvas" 0 20 windowsize "$canvas" 1500 920
dialog=$(xdotool search --sync --onlyvisible --name "Colour Line Drawing" | tail -1)
sleep 3
xdotool windowfocus --sync "$dialog" mousemove --window "$dialog" 174 480 click 1 # a style, blue tartan, for the top
sleep 2
shot gimp-dialog.png
xdotool windowfocus --sync "$dialog" key alt+o
said colored
sleep 2
shot gimp.png
xdotool windowfocus --sync "$canvas" key ctrl+z
said undone
of_dialog() { # xdotool fails if a window goes while it searches
    for _ in $(seq 100); do
        xdotool search --onlyvisible --name "Colour Line Drawing" 2>/dev/null | tail -1 | grep . && return
        sleep 0.2
    done
}
dialog=$(of_dialog)
sleep 2
xdotool windowfocus --sync "$dialog" key Escape
echo "ok the dialog, one step of undo, and Escape"

# Closed half-way: while the dialog is there, and while the drawing is coloured.
close_image() { xdotool windowfocus --sync "$canvas" key ctrl+w; }
said asks
dialog=$(of_dialog)
sleep 2
close_image
sleep 2
shot gimp-closed.png
xdotool windowfocus --sync "$dialog" key Return
said works
dialog=$(of_dialog)
sleep 2
xdotool windowfocus --sync "$dialog" key Return
sleep 1
close_image
said again
grep meanwhile "$work/window"
dialog=$(of_dialog)
sleep 2
xdotool windowfocus --sync "$dialog" mousemove --window "$dialog" 795 280 click 1 # the button beside the reference files
chooser=$(timeout 20 xdotool search --sync --onlyvisible --name "Reference files" | tail -1) || { echo "no file chooser"; shot gimp-failed.png; exit 1; }
sleep 1
xdotool windowfocus --sync "$chooser" key ctrl+l # a line to type into
sleep 0.5
xdotool type --delay 20 "$here/reference.png"
shot gimp-files.png
xdotool windowfocus --sync "$chooser" key Return
sleep 2
xdotool windowfocus --sync "$dialog" key alt+o
said "again, well"
grep -rqF "(references \"$here/reference.png\")" "$work/config/plug-in-settings" || { echo "the reference that was chosen is not in the settings"; exit 1; }
echo "ok the image is closed half-way, and a reference file chosen by the button"
said quits
dialog=$(of_dialog)
sleep 2
xdotool windowfocus --sync "$dialog" key Return
sleep 1
xdotool windowfocus --sync "$canvas" key ctrl+q
timeout 20 tail --pid=$gimp -f /dev/null || { echo "GIMP does not end half-way"; shot gimp-failed.png; exit 1; }
wait $gimp || { echo "GIMP crashes when it is quit half-way"; tail -20 "$work/log"; exit 1; }
echo "ok GIMP is quit half-way"
