# What the scripts of the hosts share; they source it. Each ends with 77 if its host cannot be installed on this machine, as
# tests do for Automake, and with another status if it was installed and something is wrong.

end() { # ends what was started, and removes the folder `work`
    kill $(jobs -pr) 2>/dev/null || true
    within 10 ended || kill -KILL $(jobs -pr) 2>/dev/null || true
    rm -rf "$work"
}
ended() { [ -z "$(jobs -pr)" ]; }

cannot() { # be installed here, and why
    echo "NOT TESTED, for it cannot be installed here: $*" >&2
    exit 77
}

packages() { # installs those of Debian; what the machine or its network lacks is no fault of the plug-in
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || cannot "that needs Debian and root: $*"
    local log
    log=$(mktemp)
    local get="apt-get -y -o Acquire::Retries=3 -o Acquire::http::Timeout=60 -o DPkg::Lock::Timeout=300"
    export DEBIAN_FRONTEND=noninteractive
    $get -o APT::Update::Error-Mode=any update >"$log" 2>&1 || { tail -5 "$log" && cannot "no list of packages"; }
    $get install --no-install-recommends --download-only "$@" >"$log" 2>&1 || {
        tail -5 "$log"
        ! grep -q "^E: .*[Ff]etch" "$log" || cannot "not to be fetched: $*"
        exit 1
    }
    $get -o Dpkg::Options::=--force-unsafe-io install --no-install-recommends "$@" >"$log" 2>&1 || { tail -20 "$log" && exit 1; }
    rm "$log"
}

within() { # SECONDS CONDITION...: waits until the condition holds, and fails if it does not
    local last=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $last ] || return 1
        sleep 0.1
    done
}

screen() { # an X server of a size, on a free display, which it chooses
    exec 3>"$work/display"
    Xvfb -displayfd 3 -screen 0 "$1x24" -noreset -nolisten tcp >"$work/xvfb" 2>&1 &
    exec 3>&-
    within 60 test -s "$work/display" || { echo "Xvfb does not start" && cat "$work/xvfb" && exit 1; }
    export DISPLAY=:$(cat "$work/display")
}

managed() { # waits until a window manager, which was started, answers
    within 60 xdotool get_desktop || { echo "the window manager does not answer" && exit 1; }
}
