#!/usr/bin/env bash
# Installs the plug-in for Krita.
#
#     examples/krita/install.sh [FOLDER]     FOLDER is Krita's resource folder, by default ~/.local/share/krita
#
# The library is found by COLORIZE_PREFIX or pkg-config; Krita's Python needs numpy and cffi (python3-numpy, python3-cffi).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${XDG_DATA_HOME:-$HOME/.local/share}/krita}/pykrita
mkdir -p "$folder"
cp "$here/colorize_krita.desktop" "$folder"
cp -r "$here/colorize_krita" "$folder"
"$here/../plugin/vendor.sh" "$folder/colorize_krita/vendor"
echo "installed in $folder; switch it on in Settings, Configure Krita, Python Plugin Manager"
