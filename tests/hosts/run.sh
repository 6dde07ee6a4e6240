#!/usr/bin/env bash
# Runs the scripts of hosts one after another: tests/hosts/run.sh NAME...
#
# A host that cannot be installed here, for want of a network say, is told and left out. One that fails is tried once more, for a
# program with a window may be late on a busy machine; that is told, too. Fails if any fails twice.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export COLORIZE_BUSY=${COLORIZE_BUSY-1} # times are printed, and none is asked for
told=()
failed=0
loud() { printf '\n######## %s\n\n' "$*"; }
for host in "$@"; do
    for try in once twice; do
        echo "== $host"
        began=$SECONDS
        status=0
        timeout --kill-after=30 900 "$here/$host.sh" || status=$?
        took="$((SECONDS - began)) s"
        case $status in
        0) [ $try = once ] && told+=("$host: well, in $took") || told+=("$host: well, THE SECOND TIME, in $took") ;;
        77) loud "$host WAS NOT TESTED: it cannot be installed here" && told+=("$host: NOT TESTED, it cannot be installed here") ;;
        *)
            loud "$host FAILED with $status after $took"
            [ $try = twice ] || { loud "$host IS TRIED ONCE MORE" && continue; }
            told+=("$host: FAILED twice")
            failed=1
            ;;
        esac
        break
    done
done
printf '%s\n' "${told[@]}"
exit $failed
