#!/usr/bin/env bash
# Installs the plug-in for GIMP 3.
#
#     examples/gimp/install.sh [FOLDER]     FOLDER is GIMP's configuration, by default ~/.config/GIMP/3.0
#
# The library is found by COLORIZE_PREFIX or pkg-config; GIMP's Python needs numpy and cffi (python3-numpy, python3-cffi) and
# the introspection of GIMP (gir1.2-gimp-3.0, python3-gi).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/3.0}/plug-ins
mkdir -p "$folder"
cp -r "$here/colorize_gimp" "$folder"
"$here/../plugin/vendor.sh" "$folder/colorize_gimp/vendor"
echo "installed in $folder; start GIMP anew"
