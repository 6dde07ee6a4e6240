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
source "$root/tests/hosts/host.sh"
shots=$(realpath "${1:-/dev/null}")
for program in debootstrap Xvfb xdotool import; do
    command -v $program >/dev/null || missing=1
done
/usr/bin/python3 -c 'import numpy, cffi' 2>/dev/null || missing=1
if [ "${missing:-}" ]; then
    packages debootstrap wget xvfb xdotool imagemagick python3-numpy python3-cffi python3-venv
fi
[ "$(id -u)" = 0 ] || cannot "only root can chroot"
trixie=${XDG_CACHE_HOME:-$HOME/.cache}/colorize/trixie
if [ ! -x "$trixie/usr/bin/gimp-console" ]; then
    debian=http://deb.debian.org/debian
    wget -q --tries=3 --timeout=30 -O /dev/null $debian/dists/trixie/Release || cannot "$debian does not answer"
    rm -rf "$trixie.new"
    mkdir -p "$trixie.new"
    log=$(mktemp)
    debootstrap --variant=minbase trixie "$trixie.new" $debian >"$log" 2>&1 || { tail -20 "$log" && cannot "no Debian 13"; }
    DEBIAN_FRONTEND=noninteractive chroot "$trixie.new" apt-get -y -o Acquire::Retries=3 -o Dpkg::Options::=--force-unsafe-io install \
        --no-install-recommends gimp gir1.2-gimp-3.0 python3-gi python3-gi-cairo python3-numpy python3-cffi adwaita-icon-theme openbox \
        >"$log" 2>&1 || { tail -20 "$log" && cannot "no GIMP in Debian 13"; }
    chroot "$trixie.new" apt-get clean
    rm "$log"
    rm -rf "$trixie"
    mv "$trixie.new" "$trixie" # all of it or none
fi

work=$(mktemp -d -p "$trixie/tmp")
here=${work#"$trixie"}
trap 'umount -l "$trixie/proc" 2>/dev/null || true; end' EXIT
mountpoint -q "$trixie/proc" || mount -t proc proc "$trixie/proc" || cannot "no /proc can be mounted"
cp "$root/examples/drawings/sailor.png" "$root/tests/hosts/gimp_test.py" "$root/tests/hosts/gimp_window.py" "$work"
"$root/examples/gimp/install.sh" "$work/config"
echo "(show-welcome-dialog no)" >"$work/config/gimprc"

# What the picture must be, by the library without GIMP.
PYTHONPATH=$work/config/plug-ins/colorize_gimp/vendor /usr/bin/python3 - "$work" <<'END'
import sys, colorize, painting
drawing = colorize.Image.open(f"{sys.argv[1]}/sailor.png").pixels
colorize.save(painting.Painter().paint(drawing, painting.Wishes()).picture, f"{sys.argv[1]}/wanted.png")
END

inside() { # in the background
    exec chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" COLORIZE_HERE="$here" "$@"
}
timeout 600 chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" COLORIZE_HERE="$here" \
    gimp-console -i --batch-interpreter python-fu-eval -b "exec(open('$here/gimp_test.py').read())" --quit \
    >"$work/log" 2>&1 || true
cat "$work/report" || true
grep -qx "all well" "$work/report" || { tail -30 "$work/log"; exit 1; }

# As a command, by GIMP's own Scheme.
timeout 300 chroot "$trixie" env LC_ALL=C.UTF-8 HOME="$here" GIMP3_DIRECTORY="$here/config" gimp-console -i \
    --batch-interpreter plug-in-script-fu-eval -b "
    (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE \"$here/sailor.png\")))
           (drawing (vector-ref (car (gimp-image-get-layers image)) 0)))
      (plug-in-colorize #:run-mode RUN-NONINTERACTIVE #:image image #:drawables (vector drawing) #:parts \"hair=#c03028\" #:styles \"top=blue tartan\"
        #:references \"$here/wanted.png\")
      (gimp-file-save RUN-NONINTERACTIVE image \"$here/out.xcf\" -1))" --quit >"$work/log" 2>&1 || true
test -s "$work/out.xcf" || { tail -30 "$work/log"; exit 1; }
echo "ok a command of Scheme"

screen 1500x950
inside openbox >/dev/null 2>&1 &
managed
inside gimp --no-splash --batch-interpreter python-fu-eval -b "exec(open('$here/gimp_window.py').read())" >"$work/log" 2>&1 &
gimp=$!
failed() {
    echo "gimp: $*"
    cat "$work/window" || true
    grep -v -e dconf-WARNING -e "^$" "$work/log" | tail -20
    shot gimp-failed.png
    exit 1
}
shot() {
    if [ -d "$shots" ]; then
        sleep 2 # until it is drawn
        import -window root "$shots/$1"
    fi
}
said() { # waits until the script says so
    within 120 grep -x -e "$1" -e "FAILED.*" "$work/window" && ! grep -q FAILED "$work/window" || failed "its window did not come to \"$1\""
}
colors() { # whether there are more than so many in a part of the dialog
    [ "$(import -window "$dialog" png:- | convert - -crop "$2" +repage -format %k info:)" -gt "$1" ]
}
dialog() { # waits for it: with a preview, and a style beside it
    within 60 xdotool search --onlyvisible --name "^Colour Line Drawing" || failed "no dialog"
    dialog=$(xdotool search --onlyvisible --name "^Colour Line Drawing" | tail -1)
    within 60 colors 1 340x340+56+34 || failed "no preview"
    within 60 colors 20 40x40+154+475 || failed "no styles in the dialog"
}
press() { xdotool windowfocus --sync "$1" key "$2"; }
close_image() {
    title=$(xdotool getwindowname "$canvas")
    press "$canvas" ctrl+w
    within 60 eval '[ "$(xdotool getwindowname "$canvas")" != "$title" ]' || failed "the image is not closed"
}
said dialog
canvas=$(xdotool search --sync --onlyvisible --name "512x512" | tail -1)
xdotool windowmove "$canvas" 0 20 windowsize "$canvas" 1500 920
dialog
xdotool windowfocus --sync "$dialog" mousemove --window "$dialog" 174 480 click 1 # a style, blue tartan, for the top
shot gimp-dialog.png
press "$dialog" alt+o
said colored
shot gimp.png
press "$canvas" ctrl+z
said undone
dialog
press "$dialog" Escape
echo "ok the dialog, one step of undo, and Escape"

# Closed half-way: while the dialog is there, and while the drawing is coloured.
said asks
dialog
close_image
shot gimp-closed.png
press "$dialog" Return
said works
dialog
press "$dialog" Return
sleep 1
close_image
said again
grep meanwhile "$work/window"
dialog
click() { xdotool windowfocus --sync "$dialog" mousemove --window "$dialog" $1 $2 click 1; }
is_active() { [ "$(xdotool getactivewindow)" = "$dialog" ]; }
accepted() { # a completion that comes up late takes the first key
    xdotool key Return
    within 5 is_active
}
choose() { # a file, by the button at x and y
    click $1 $2
    within 60 eval '! is_active' || failed "no file chooser"
    sleep 1
    xdotool key ctrl+l # a line to type into
    sleep 1
    xdotool type --delay 20 "$3"
    shot gimp-files.png
    within 60 accepted || failed "the file chooser stays"
}
choose 795 280 "$here/reference.png" # beside the reference files
# A mood is chosen, and cleared by the button beside it, which is bright as long as there is one.
bright() { [ "$(import -window "$dialog" png:- | convert - -crop 24x24+767+404 -format "%[fx:round(255*maxima)]" info:)" -gt 160 ]; }
bright && failed "there is a mood to be cleared"
choose 680 416 "$here/sailor.png"
within 30 bright || failed "no mood to be cleared"
click 779 416
within 30 eval '! bright' || failed "the mood is not cleared"
press "$dialog" alt+o
said "again, well"
grep -rqF "(references \"$here/reference.png\")" "$work/config/plug-in-settings" || failed "the reference that was chosen is not in the settings"
! grep -rq "sailor.png" "$work/config/plug-in-settings" || failed "the mood that was cleared is in the settings: $(grep -r sailor.png "$work/config/plug-in-settings")"
echo "ok the image is closed half-way; a reference file chosen by its button, a mood cleared by its own"
said quits
dialog
press "$dialog" Return
sleep 1
press "$canvas" ctrl+q
timeout 60 tail --pid=$gimp -f /dev/null || failed "it does not end half-way"
wait $gimp || failed "it crashes when it is quit half-way"
echo "ok GIMP is quit half-way"
