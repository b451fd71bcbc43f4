# What the entry points share; sourced by them, never run.
# shellcheck shell=bash disable=SC2034

set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$scripts")
data=${REVERIE_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/reverie}

# How all is built: without what only a debugger reads. Always the same, so that what one command built the next one
# need not build again.
release=(-c release -debug-info-format none)

# One line of what is being done.
say() { printf '%s\n' "$*" >&2; }

# One sentence of what is wrong, and the end.
fail() {
    printf 'reverie: %s\n' "$*" >&2
    exit 1
}

# Ends unless the disk that holds $1 (or the nearest folder above it that exists) has $2 MiB free.
need_space() {
    local folder=$1
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    local free
    free=$(df --output=avail -m "$folder" | tail -n 1 | tr -d ' ')
    [ "$free" -ge "$2" ] || fail "$folder has $free MiB free, and $2 MiB are needed; make room or set REVERIE_HOME to another disk"
}

# Installs those of the Debian packages that are missing; asks for root only then.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this is no Debian; install what it calls ${missing[*]}, and run this again"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "root is needed to install ${missing[*]}: run 'apt-get install ${missing[*]}' as root, and this again"
        say "root is needed to install ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${root[@]}" apt-get update -q && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "apt-get could not install ${missing[*]}; is there a network, and room on the disk?"
    fi
    rm -f "$log"
}

# Writes each preset and plugin that the tutorial shows into the folder $1: a block of Lua that begins with a comment of one
# word is the file of that name.
tutorial_files() {
    awk -v folder="$1/" '
        /^```lua$/ { opens = 1; next }
        /^```$/ { file = "" }
        opens { opens = 0; file = /^-- [a-z]+\.lua$/ ? folder $2 : "" }
        file != "" { print > file }
    ' "$scripts/README.md"
}

# Runs a command while what follows runs, too; `wait_beside` ends with it, and Ctrl-C or a failure ends both.
beside() {
    # In a process group of its own, so that all that it started can be ended; a shell's own jobs ignore Ctrl-C.
    set -m
    # With what the build leaves of the processor: whoever started it waits for the build.
    nice -n 19 "$@" </dev/null &
    besides+=($!)
    set +m
    trap end_besides EXIT
    trap 'exit 130' INT TERM
}
besides=()

end_besides() {
    local job
    for job in "${besides[@]}"; do kill -TERM -- "-$job" 2>/dev/null || true; done
}

# Waits for what runs beside, and fails if it failed.
wait_beside() {
    local job
    for job in "${besides[@]}"; do wait "$job" || fail "what ran beside the build failed, as it said above; run this again once that is mended"; done
    besides=()
    trap - EXIT INT TERM
}
