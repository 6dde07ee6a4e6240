#!/usr/bin/env bash
# Installs the C library into a fresh prefix, and builds and runs the README's programs against it from outside the tree:
# that in C by pkg-config, that in C++ by CMake, each with the shared and the static library. Each colours a drawing.
#
#     tests/install.sh [PREFIX]     PREFIX is kept; without one it is a temporary folder
#
# Needs cargo-c, pkg-config, CMake, and a C and C++ compiler.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
prefix=${1:-$work/prefix}

(cd "$root" && cargo cinstall --release --locked -p colorize-ffi --prefix "$prefix" --libdir "$prefix/lib")

# What is there, and nothing else; the shared library says which versions may stand in for it.
cd "$prefix"
version=$(sed -n 's/^Version: //p' lib/pkgconfig/colorize.pc)
series=${version%.*}
diff <(find . ! -type d | sort) - <<END
./include/colorize.h
./include/colorize.hpp
./lib/libcolorize.a
./lib/libcolorize.so
./lib/libcolorize.so.$series
./lib/libcolorize.so.$version
./lib/pkgconfig/colorize.pc
./share/colorize/cmake/colorizeConfig.cmake
./share/colorize/cmake/colorizeConfigVersion.cmake
END
readelf -d lib/libcolorize.so | grep "SONAME.*\[libcolorize.so.$series\]" >/dev/null

# Outside the tree, with what is installed alone.
block() { # what the README shows first in a language
    awk -v start="^\`\`\`$1\$" '$0 ~ start { inside = 1; next } /^```$/ { if (inside) exit } inside' "$root/README.md"
}
cd "$work"
cp "$root/examples/drawings/sailor.png" .
block c >color.c
block cpp >color.cpp
block cmake >CMakeLists.txt
cat >>CMakeLists.txt <<'END'
add_executable(color-static color.cpp)
target_link_libraries(color-static colorize::static)
find_package(colorize 9.0 CONFIG QUIET)
if(colorize_FOUND)
    message(FATAL_ERROR "version ${colorize_VERSION} passes for 9.0")
endif()
END
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
strict="-std=c99 -Wall -Wextra -Wpedantic -Werror"
cc $strict color.c $(pkg-config --cflags --libs colorize) -Wl,-rpath,"$prefix/lib" -o color
cc $strict color.c $(pkg-config --cflags --static --libs colorize | sed s/-lcolorize/-l:libcolorize.a/) -o color-static
cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix" >cmake.log || { cat cmake.log && exit 1; }
cmake --build build >cmake.log || { cat cmake.log && exit 1; }

# The shared ones ask for the library by its series, the static ones for none.
for program in color build/color; do
    readelf -d $program | grep "NEEDED.*\[libcolorize.so.$series\]" >/dev/null
    readelf -d $program-static | grep "NEEDED.*libcolorize" && exit 1
    ./$program sailor.png shared.png
    ./$program-static sailor.png static.png
    test -s shared.png && cmp shared.png static.png
done
echo "installed and used by pkg-config and CMake, shared and static: colorize $version"
