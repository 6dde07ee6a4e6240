#!/usr/bin/env bash
# Installs the C library into a fresh prefix, and builds and runs programs against it from outside the tree: in C by
# pkg-config, in C++ by CMake, each with the shared and the static library. Each colours a drawing; all must agree.
#
#     tests/install/run.sh [PREFIX]     PREFIX, which is kept, may be there from an earlier run
#
# Needs cargo-c, pkg-config, CMake, and a C and C++ compiler.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
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
cp "$root"/tests/install/{color.c,color.cpp,CMakeLists.txt} "$root/examples/drawings/sailor.png" "$work"
cd "$work"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
strict="-Wall -Wextra -Wpedantic -Werror"
cc -std=c99 $strict color.c $(pkg-config --cflags --libs colorize) -Wl,-rpath,"$prefix/lib" -o c-shared
cc -std=c99 $strict color.c \
    $(pkg-config --cflags --static --libs colorize | sed 's/-lcolorize/-l:libcolorize.a/') -o c-static
cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix" >cmake.log || { cat cmake.log && exit 1; }
cmake --build build >cmake.log || { cat cmake.log && exit 1; }

# The static ones run without the library; the shared ones ask for it by its series.
ldd c-static build/color-static | grep libcolorize && exit 1
for program in c-shared build/color-shared; do
    readelf -d "$program" | grep "NEEDED.*\[libcolorize.so.$series\]" >/dev/null
done
for program in c-shared c-static build/color-shared build/color-static; do
    test "$("./$program" sailor.png "$(basename "$program").png")" = "colorize $version"
done
sha256sum c-shared.png c-static.png color-shared.png color-static.png | awk '{ print $1 }' | uniq | wc -l | grep -qx 1
echo "installed and used by pkg-config and CMake, shared and static: colorize $version"
