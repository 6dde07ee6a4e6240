#!/usr/bin/env bash
# Builds and runs the program that docs/integrate.md quotes, against the installed library, and compares the quotes with it.
#
#     tests/hosts/integrate.sh [FOLDER]     the page's pictures go to FOLDER
#     tests/hosts/integrate.sh --times      prints the page's table of times
#
# The library is at COLORIZE_PREFIX. Needs a C++ compiler, pkg-config and Python; pictures and times need ImageMagick.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
prefix=$(realpath "${COLORIZE_PREFIX:?where the library was installed, see docs/c.md}")
source=$root/examples/cpp/integrate
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
build() {
    c++ -std=c++17 -O2 -Wall -Wextra -Werror "$source/$1.cpp" $(pkg-config --cflags --libs colorize) \
        -Wl,-rpath,"$prefix/lib" -pthread -o "$work/$1"
}
drawing=$root/examples/drawings/dress.png

if [ "${1:-}" = --times ]; then
    build times
    for side in 512 1024 2048 4096; do
        convert "$drawing" -resize ${side}x$side "$work/drawing.png"
        "$work/times" "$work/drawing.png"
    done
    exit
fi

python3 - "$root/docs/integrate.md" "$source"/*.h "$source"/*.cpp <<'END'
import re, sys, textwrap
page, *sources = [open(file).read() for file in sys.argv[1:]]
flat = ["\n".join(line.strip() for line in text.splitlines()) for text in sources]
quotes = re.findall(r"```cpp\n(.*?)```", page, re.S)
for quote in quotes:
    lines = "\n".join(line.strip() for line in quote.strip().splitlines())
    if not any(lines in text for text in flat):
        sys.exit("integrate: the page quotes what is not in the program:\n" + quote)
print(f"{len(quotes)} quotes are as in the program")
END
build main
build times
timeout 300 "$work/main" "$drawing" "$work"
if [ "${1:-}" ]; then
    crop="-crop 260x460+120+10 +repage"
    for layer in line shade flats picture; do convert "$work/$layer.png" -background white -flatten $crop "$work/one-$layer.png"; done
    convert "$work"/one-{line,shade,flats,picture}.png +append -strip +dither -colors 128 PNG8:"$1/integrate-layers.png"
    convert "$work/changed.png" -crop 384x460+64+0 +repage -strip +dither -colors 128 PNG8:"$1/integrate-tiles.png"
fi
