#!/usr/bin/env bash
# Installs the add-on for Blender 3.4 to 4.1; for later ones see package.sh.
#
#     examples/blender/install.sh FOLDER     FOLDER is Blender's scripts, such as ~/.config/blender/3.4/scripts
#
# The library is found by COLORIZE_PREFIX or pkg-config; Blender's Python needs cffi beside its numpy (python3-cffi).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1/addons
mkdir -p "$folder"
cp -r "$here/colorize_blender" "$folder"
"$here/../plugin/vendor.sh" "$folder/colorize_blender/vendor"
echo "installed in $folder; switch it on in Edit, Preferences, Add-ons"
