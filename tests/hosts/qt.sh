#!/usr/bin/env bash
# Builds the Qt painter and the SDL program against the installed library, and drives both as a painter would, by pointer and
# keys: a hint, undo, redo, a style of a reference, words, light, doubt, blocks, stored styles, a clip, saving and opening again.
# Tells how long a click takes and for how long the window was away.
#
#     tests/hosts/qt.sh [FOLDER]     screenshots go to FOLDER
#
# The library is at COLORIZE_PREFIX. Debian; as root it installs what is missing. PAINTER_BUILD=FOLDER keeps what was built.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$root/tests/hosts/host.sh"
prefix=$(realpath "${COLORIZE_PREFIX:?where the library was installed, see docs/c.md}")
work=$(mktemp -d)
shots=$(realpath "${1:-$work}")
build=${PAINTER_BUILD:-$work/build}
trap end EXIT
fail() { echo "qt: $*" >&2; [ ! -s "$work/log" ] || tail -20 "$work/log" >&2; exit 1; }

for program in cmake c++ pkg-config Xvfb openbox xdotool convert import unzip python3; do
    command -v $program >/dev/null || missing=1
done
[ -e /usr/include/SDL2/SDL.h ] && [ -e /usr/lib/*/cmake/Qt6/Qt6Config.cmake ] || missing=1
if [ "${missing:-}" ]; then
    packages cmake g++ pkg-config qt6-base-dev libgl1-mesa-dri libsdl2-dev xvfb openbox xdotool \
        imagemagick unzip python3 fonts-dejavu-core
fi

cmake -S "$root/examples/qt" -B "$build" -DCMAKE_PREFIX_PATH="$prefix" -DPAINTER_TESTS=ON >"$work/log" || fail "no build"
cmake --build "$build" -j "$(nproc)" >"$work/log" 2>&1 || fail "no build"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
c++ -std=c++17 -Wall -Wextra -Werror "$root/examples/cpp/sdl.cpp" $(pkg-config --cflags --libs colorize sdl2) \
    -Wl,-rpath,"$prefix/lib" -o "$work/sdl"

screen 1640x1060
export LC_ALL=C.UTF-8 SDL_RENDER_DRIVER=software SDL_VIDEODRIVER=x11
export HOME=$work XDG_RUNTIME_DIR=$work/run XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache
mkdir -m 700 "$work/run"
openbox >/dev/null 2>&1 &
managed
"$build/canvas_test" || fail "the canvas is wrong"

# What is asked of the painter, and what it tells.
log=$work/log
told() { grep -c "$1" "$log" || true; }
await() { # a line that was told N times before
    within 120 more_told "$@" || fail "nothing came: $1"
}
more_told() { [ "$(told "$1")" -gt "$2" ]; }
quiet() { # waits until nothing is told any more
    local before=
    until [ "$before" = "$(stat -c %s "$log")" ]; do
        before=$(stat -c %s "$log")
        sleep 0.3
    done
}
begin() {
    : >"$log"
    "$build/painter" --report "$@" >"$log" 2>&1 &
    painter=$!
    await "^idle" 0
    timeout 60 xdotool search --sync --onlyvisible --name "colorize painter" windowactivate --sync >/dev/null || fail "no window"
    sleep 0.5
}
quit() { # without asking whether to save
    kill $painter
    wait $painter 2>/dev/null || true
}
act() { # what makes a wish, until it is shown
    local before=$(told "^shown")
    "$@"
    await "^shown" "$before"
    quiet
}
spot() { # on the screen, of a pixel of the drawing or the reference
    python3 - "$@" $(grep "^$1 at" "$log" | tail -1) <<'END'
import sys
_, x, y, _, _, left, top, _, zoom = sys.argv[1:]
print(round(float(left) + (float(x) + 0.5) * float(zoom)), round(float(top) + (float(y) + 0.5) * float(zoom)))
END
}
click() { xdotool mousemove $(spot "$@") click 1; }
pick() { # a style of the reference, until it is measured
    local before=$(told "^idle")
    click reference "$@"
    await "^idle" "$before"
}
pull() { # what lies at one pixel of the drawing to another, until all is shown
    local before=$(told "^idle") x y to_x to_y
    read -r x y <<<"$(spot drawing $1 $2)"
    read -r to_x to_y <<<"$(spot drawing $3 $4)"
    xdotool mousemove $x $y mousedown 1
    for step in $(seq 10); do xdotool mousemove $((x + (to_x - x) * step / 10)) $((y + (to_y - y) * step / 10)) && sleep 0.02; done
    xdotool mouseup 1
    await "^idle" "$before"
    quiet
}
drag() { # from x, y, in steps, so far
    xdotool mousemove $1 $2 mousedown 1
    for step in $(seq $3); do xdotool mousemove $(($1 + step * $4)) $(($2 + step * $5)) && sleep 0.02; done
    xdotool mouseup 1
}
answer() { # the dialog of a title, and what is told then
    local before=$(told "$3")
    timeout 60 xdotool search --sync --onlyvisible --name "^$1" windowactivate --sync >/dev/null || fail "no dialog: $1"
    sleep 0.5
    xdotool key ctrl+a
    xdotool type --delay 20 "$2"
    xdotool key Return
    await "$3" "$before"
    sleep 0.5
}
save() { # under a name that is free
    xdotool key ctrl+shift+s
    answer "Save the document" "$1" "^Saved"
}
flat() { # the colour of a pixel in the flats of a document
    unzip -p "$1" data/flats.png | convert - -format "%[hex:u.p{$2,$3}]" info: | cut -c 1-6
}
panels() { # of a screenshot, what is left and right of the drawing: small and grey
    convert "$1" \( -clone 0 -crop 348x1020+0+0 +repage \) \( -clone 0 -crop 430x1020+1170+0 +repage \) -delete 0 +append \
        -resize 195x255! -colorspace Gray -blur 0x1 "$2"
}
shot() { # must be laid out as its picture in the docs, unless those are made anew; the colours may be others
    sleep 0.5
    import -window root -crop 1600x1020+20+18 +repage "$work/$1.png"
    local known=$root/docs/pictures/$1.png differs
    if [ -e "$known" ] && [ "$shots" != "$root/docs/pictures" ]; then
        panels "$work/$1.png" here.png
        panels "$known" there.png
        differs=$(compare -metric RMSE here.png there.png null: 2>&1 | sed 's/.*(\(.*\))/\1/') || true
        python3 -c "assert $differs < 0.15" || fail "the panels of $1 differ by $differs from those in the docs"
    fi
    convert "$work/$1.png" -strip +dither -colors 256 -define png:compression-level=9 PNG8:"$shots/$1.png"
}

# A hint, undo, redo: a drawing of 1920 x 1080.
cd "$work"
convert "$root/examples/drawings/dress.png" -resize 1080x1080 -background white -gravity center -extent 1920x1080 drawing.png
begin drawing.png
save "$work/plain.ora"
act click drawing 960 600 # the skirt, in the colour that is chosen at first
save "$work/hint.ora"
act xdotool key ctrl+z
save "$work/undone.ora"
act xdotool key ctrl+y
save "$work/redone.ora"
[ "$(flat hint.ora 960 600)" = C8452F ] || fail "the skirt is $(flat hint.ora 960 600), and no C8452F"
same() { cmp <(unzip -p "$1" data/flats.png) <(unzip -p "$2" data/flats.png); }
same plain.ora undone.ora || fail "undo is not as before"
same hint.ora redone.ora || fail "redo is not as before"
! same plain.ora hint.ora >/dev/null || fail "the hint did nothing"
pull 960 600 960 470 # from the skirt to the top
save "$work/moved.ora"
[ "$(flat moved.ora 960 470)" = C8452F ] || fail "the hint that was dragged gives the top $(flat moved.ora 960 470)"
act xdotool key ctrl+z
save "$work/moved-back.ora"
same hint.ora moved-back.ora || fail "to drag a hint is more than one step"

# How long a click takes: hints and undos by turns.
time_clicks() { # name, the longest the window may be away, place
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        act click drawing $3 $4
        act xdotool key ctrl+z
    done
    grep "^shown" "$log" | tail -20 | python3 -c '
import re, statistics, sys
times = [[int(n) for n in re.findall(r"\d+", line)] for line in sys.stdin]
shown, away = zip(*times)
print(f"{sys.argv[1]}, from a click to the changed picture on the screen: median {statistics.median(shown):.0f} ms, longest"
      f" {max(shown)} ms; the window was away for {max(away)} ms at most, median {statistics.median(away):.0f} ms")
sys.exit(not sys.argv[3] and max(away) > int(sys.argv[2]))' "$1" "$2" "${COLORIZE_BUSY:-}" || fail "the window was away for too long"
}
time_clicks 1920x1080 200 850 300
quit
convert drawing.png -resize 3840x2160 large.png
begin large.png
time_clicks 3840x2160 400 1700 600
quit

# What was saved comes back, with its history.
begin hint.ora
save "$work/again.ora"
cmp <(unzip -p hint.ora colorize/document.json) <(unzip -p again.ora colorize/document.json) || fail "the document changed on its way"
same hint.ora again.ora || fail "the flats changed on their way"
act xdotool key ctrl+z
save "$work/before.ora"
same plain.ora before.ora || fail "undo does not reach beyond the file"
quit

# The reference: a figure that the painter colours in another palette, and three fabrics.
convert "$root/examples/drawings/pigtails.png" -resize 900x900 figure.png
begin figure.png
act xdotool mousemove 170 318 click 1 # the second row of proposals
save "$work/figure.ora"
quit
unzip -p figure.ora mergedimage.png >colored.png
convert -size 48x48 xc:'#b23a48' -fill '#7a1f30' -draw 'rectangle 0,0 15,47' -fill '#f2e3c6' -draw 'rectangle 26,0 29,47' \
    -fill '#3c142890' -draw 'rectangle 0,0 47,15' -fill '#f2e3c6b0' -draw 'rectangle 0,26 47,29' tartan.png
convert -size 40x40 xc:'#2f6f8f' -fill '#f4efe6' -draw 'circle 10,10 15,10' -draw 'circle 30,30 35,30' dots.png
convert \( -size 300x300 tile:tartan.png \) \( tile:dots.png \) \( gradient:'#f7c873'-'#c0503a' \) +append fabrics.png
convert colored.png fabrics.png -append reference.png

# Styles of it, words, light, doubt.
convert "$root/examples/drawings/dress.png" -resize 1080x1080 square.png
begin square.png --reference reference.png
save "$work/bare.ora"
xdotool mousemove 1500 871 click 1 # the range: a coarse pattern
sleep 0.3
xdotool key Down Return
sleep 0.3
pick 131 1045
act click drawing 540 600
save "$work/tartan.ora"
act xdotool mousemove 1197 897 click 1 # without the colour of the style
save "$work/grey.ora"
same tartan.ora grey.ora >/dev/null && fail "the check box of the colour does nothing"
act xdotool mousemove 1197 897 click 1
save "$work/tartan-again.ora"
same tartan.ora tartan-again.ora || fail "the check box of the colour does not bring it back"
act xdotool mousemove 1260 972 click 4 # the dial that turns it: what was placed turns, in the same step
act xdotool click 4
act xdotool key ctrl+z
save "$work/bare-again.ora"
cmp <(unzip -p bare.ora mergedimage.png) <(unzip -p bare-again.ora mergedimage.png) || fail "a style and its dials are more than one step"
for _ in 1 2; do xdotool mousemove 1260 972 click 5; done
act click drawing 540 600
pick 440 1065
act click drawing 540 470
xdotool mousemove 300 203 click 1 type "blond hair, green eyes"
act xdotool key Return
act drag 77 908 8 -3 -3 # the light
shot qt-style
act drag 133 960 20 7 0 # the doubt
shot qt-doubt
save "$work/style.ora"
colors=$(unzip -p style.ora mergedimage.png | convert - -crop 200x120+440+540 -format %k info:)
[ "$colors" -gt 500 ] || fail "there is no tartan on the skirt: $colors colours"
quit

# A part's colour, by the list.
begin square.png
xdotool mousemove 312 583 click 1 # that of the shoes
timeout 60 xdotool search --sync --onlyvisible --name "Colour of" windowactivate --sync >/dev/null || fail "no dialog for a part's colour"
sleep 0.5
xdotool key alt+h key ctrl+a
act xdotool type --delay 20 "#336699" # the drawing follows
quiet
xdotool key Return
quiet
save "$work/shoes.ora"
[ "$(flat shoes.ora 472 912)" = 336699 ] || fail "the shoes are $(flat shoes.ora 472 912), and not 336699"
act xdotool mousemove 338 583 click 1 # chosen by the library again
save "$work/shoes-again.ora"
same bare.ora shoes-again.ora || fail "the colour of a part is not taken back"
quit

# All colours of the reference, and a stroke.
convert "$root/examples/drawings/sailor.png" -resize 1080x1080 sailor.png
begin sailor.png --reference colored.png
act xdotool mousemove 1512 842 click 1
act drag $(spot drawing 250 960) 12 15 2
shot qt-carry
quit

# As much of each colour as in a picture of anything: taken back by the same button.
begin square.png --reference fabrics.png
act xdotool mousemove 1400 813 click 1
shot qt-amounts
save "$work/amounts.ora"
same bare.ora amounts.ora >/dev/null && fail "amounts of colours do nothing"
act xdotool mousemove 1400 813 click 1
save "$work/amounts-again.ora"
same bare.ora amounts-again.ora || fail "amounts of colours are not taken back"
quit

# Blocks: a click gives one block another colour, a stroke paints over others; all else stays.
begin square.png
act xdotool key c
act click drawing 540 620 # the skirt
save "$work/block.ora"
same bare.ora block.ora >/dev/null && fail "a click on a block does nothing"
flats() { unzip -p "$1" data/flats.png; }
flats bare.ora >bare-flats.png && flats block.ora >block-flats.png
changed=$(compare -metric AE bare-flats.png block-flats.png null: 2>&1) || true
painted=$(convert block-flats.png -alpha off -fill black +opaque '#c8452f' -fill white -opaque '#c8452f' -format "%[fx:round(mean*w*h)]" info:)
[ "$changed" = "$painted" ] || fail "a block has $painted pixels, and $changed changed"
xdotool mousemove 186 134 click 1 # the next colour
act drag $(spot drawing 505 440) 8 10 0
[ "$(told "^changed 0 0")" = 0 ] || fail "a stroke over blocks does nothing"
shot qt-blocks
act xdotool key ctrl+z
save "$work/block-again.ora"
same block.ora block-again.ora || fail "a stroke over blocks is more than one step"
quit

# Two references at once: each part takes its colour from the likest.
unzip -p block.ora mergedimage.png >dressed.png # the same dress, its skirt in another colour
begin square.png --reference dressed.png --reference colored.png
act xdotool mousemove 1512 842 click 1
shot qt-references
save "$work/two.ora"
python3 - "$(flat two.ora 540 620)" <<'END' || fail "the skirt has not the colour of the first reference but $(flat two.ora 540 620)"
import sys
found, wanted = bytes.fromhex(sys.argv[1]), bytes.fromhex("C8452F")
sys.exit(max(abs(a - b) for a, b in zip(found, wanted)) > 24)
END
quit

# Places that a style of the reference may belong to: the hair's.
begin square.png --reference colored.png
before=$(told "^It may belong")
click reference 450 100
await "^It may belong" "$before"
blinks() { # whether it is on
    import -window root -crop 1600x1020+20+18 +repage blink.png
    orange=$(convert blink.png -crop 40x30+680+205 -format "%[fx:round(255*(mean.r-mean.b))]" info:)
    [ "$orange" -gt 120 ]
}
within 30 blinks || fail "nothing blinks: $orange"
convert blink.png -strip +dither -colors 256 -define png:compression-level=9 PNG8:"$shots/qt-candidates.png"

# What was picked is kept in the library, found by its name, and painted with; so are those that came with the painter.
xdotool mousemove 1300 868 click 1
answer "Keep this style" "dark hair" "^Kept"
own=$HOME/.local/share/painter/own.styles
unzip -p "$own" styles.json | grep '"dark hair"' >/dev/null || fail "the style was not stored"
lists() { [ "$(grep "^[0-9]* styles$" "$log" | tail -1)" = "$1 styles" ]; }
xdotool mousemove 1307 102 click 1 # the library
sleep 0.3
xdotool mousemove 1300 130 click 1 type --delay 30 "dark hair"
within 30 lists 1 || fail "the style that was kept is not found"
xdotool key ctrl+a type --delay 30 "tartan"
within 30 lists 2 || fail "there are not two tartans"
xdotool mousemove 1345 190 click 1 # the second: red
sleep 0.5
act click drawing 540 620
xdotool mousemove 1300 130 click 1 key ctrl+a BackSpace
sleep 0.3
shot qt-library
listed() { import -window root -crop 380x700+1190+150 +repage "$1.png"; }
within 30 lists 41 || fail "not all styles are listed without words"
sleep 1
listed by-name
xdotool mousemove 1572 130 click 1 key Down key Down key Return # by colour
resorted() { listed by-color && ! cmp -s by-name.png by-color.png; }
within 30 resorted || fail "the library is not sorted anew"
within 30 lists 41 || fail "sorting loses styles"
for added in 40 0; do # those of a file, once
    xdotool mousemove 1404 868 click 1
    answer "Add styles of a file" "$root/examples/styles/ours.styles" "^Added $added styles"
    within 30 lists 81 || fail "the styles of a file are not listed"
done
save "$work/stored.ora"
colors=$(unzip -p stored.ora mergedimage.png | convert - -crop 200x120+440+540 -format %k info:)
[ "$colors" -gt 500 ] || fail "there is no stored tartan on the skirt: $colors colours"
quit

# A clip: one frame is coloured, the others take its colours.
frame=1
for angle in 0 2 4 6 3 -1 -4 -2; do
    convert "$root/examples/drawings/dress.png" -background white -virtual-pixel white -resize 720x720 -distort SRT $angle frame$((frame++)).png
done
begin frame?.png
act click drawing 360 400 # the skirt
began=$(date +%s%N)
xdotool key a
await "^carried to 8" 0
echo "colours carried from one frame of 720x720 to seven: $((($(date +%s%N) - began) / 1000000)) ms"
for _ in 1 2 3; do xdotool key period && sleep 0.5; done
await "^idle" "$(($(told "^working") - 1))"
shot qt-clip
# Played, and stopped at the frame that is seen then.
xdotool key space
await "^plays" 2
pace=$(grep "^plays" "$log" | tail -1 | cut -d " " -f 2)
echo "eight frames of 720x720, played at 12 a second: $pace a second"
python3 -c "assert ${COLORIZE_BUSY:+0 *} 6 < $pace < 13" || fail "12 frames a second were asked for, and $pace shown"
shot qt-plays
xdotool key space
await "^stopped at" 0
frame=$(grep "^stopped at" "$log" | tail -1 | cut -d " " -f 3)
await "^idle" "$(($(told "^working") - 1))"
within 30 xdotool search --name "frame$frame.png" || fail "it was stopped at frame $frame, which is not shown"
mkdir frames
xdotool key ctrl+e
answer "Save all frames to" "$work/frames" "^Saved 8 frames"
for frame in 1 2 3 4 5 6 7 8; do
    [ "$(flat frames/frame$frame.ora 360 400)" = C8452F ] || fail "the skirt of frame $frame is $(flat frames/frame$frame.ora 360 400)"
done
quit

# Odd pictures, what is no picture, and a window that is closed half-way.
convert -size 1x1 xc:white tiny.png
python3 - <<'END' # larger than ImageMagick makes
import struct, zlib
row = b"\0" + b"\xff" * 10 + b"\0" * 29000 + b"\xff" * 990
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
with open("long.png", "wb") as file:
    paper = b"\0" + b"\xff" * 30000
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30000, 20, 8, 0, 0, 0, 0))
               + chunk(b"IDAT", zlib.compress(paper * 9 + row * 2 + paper * 9)) + chunk(b"IEND", b""))
END
for file in tiny.png long.png; do
    begin $file
    within 30 grep "^changed [1-9]" "$log" || fail "$file is not shown"
    quit
done
echo "no picture" >broken.png
begin frame1.png broken.png frame2.png # a clip with a frame that cannot be read: the others are done
act click drawing 360 400
xdotool key a
await "^carried to 3" 0
[ "$(told "^carried to 2")" = 0 ] || fail "colours were carried to what is no picture"
quit
begin broken.png
within 30 grep -i "broken\|image\|format" "$log" || fail "no message about a broken file"
quit
"$build/painter" --report large.png >"$log" 2>&1 &
painter=$!
await "^working" 0
xdotool search --sync --onlyvisible --name "painter" >/dev/null
xdotool key ctrl+q
timeout 60 tail --pid=$painter -f /dev/null || fail "a window that is closed half-way stays"
wait $painter || fail "a window that is closed half-way crashes"

# The SDL program: a click changes the drawing, a right click takes it back.
"$work/sdl" "$root/examples/drawings/sailor.png" &
sdl=$!
within 60 xdotool search --onlyvisible --name '^colorize$' || fail "no window of the SDL program"
window=$(xdotool search --onlyvisible --name '^colorize$' | tail -1)
look() { import -window "$window" "$work/$1.png"; }
differs() { [ "$(compare -metric AE "$work/$1.png" "$work/$2.png" null: 2>&1)" != 0 ]; }
drawn() { look sdl-plain && [ "$(convert "$work/sdl-plain.png" -format %k info:)" -gt 20 ]; }
within 60 drawn || fail "the SDL program shows no drawing"
sleep 1
look sdl-plain
xdotool mousemove --window "$window" 256 120 click 1
hinted() { look sdl-hint && differs sdl-plain sdl-hint; }
within 30 hinted || fail "a click in the SDL program does nothing"
sleep 1
look sdl-hint
[ "$shots" = "$work" ] || convert "$work/sdl-hint.png" -strip +dither -colors 128 PNG8:"$shots/sdl.png"
xdotool click 3
undone() { look sdl-undone && ! differs sdl-plain sdl-undone; }
within 30 undone || fail "a right click in the SDL program does not take it back"
kill $sdl
echo "painter and SDL program: built, driven, saved, opened again"
