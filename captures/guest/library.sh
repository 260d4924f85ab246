# shellcheck shell=bash
# Functions for scenarios (bash). A scenario is sourced by guest/init.sh when nlmon0
# is up and tcpdump is writing.
#
#   modules A B ...   load kernel modules
#   run COMMAND...    run one command; it goes to commands.tsv, its output to
#                     commands.log. A command that fails is recorded, and the
#                     scenario goes on.
#   shell TEXT        the same for a text of shell
#   user COMMAND...   the same as an ordinary user
#   listen COMMAND... start a listener that runs until the scenario ends
#   say TEXT          a line of comment in commands.tsv
#
# The process in commands.tsv is the netlink port id of the first socket that the
# command binds (the kernel's autobind), so it tells which command sent a request.

declare -a listeners=()
: > /run/results/commands.log
printf 'start\tprocess\tstatus\tcommand\n' > /run/results/commands.tsv

_note() { # START PROCESS STATUS TEXT
    printf '%s\t%s\t%s\t%s\n' "$@" >> /run/results/commands.tsv
}

_run() { # TEXT COMMAND...
    local text=$1 start=$EPOCHREALTIME process status
    shift
    echo "\$ $text" >> /run/results/commands.log
    "$@" >> /run/results/commands.log 2>&1 < /dev/null &
    process=$!
    wait "$process"
    status=$?
    _note "$start" "$process" "$status" "$text"
}

run() { _run "$*" "$@"; }
user() { _run "$* # as an ordinary user" setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
shell() { _run "${1//$'\n'/; }" bash -c "$1"; }

listen() {
    local start=$EPOCHREALTIME
    echo "\$ $* &" >> /run/results/commands.log
    "$@" > /dev/null 2>> /run/results/commands.log < /dev/null &
    listeners+=($!)
    _note "$start" "$!" listening "$* &"
    sleep 0.4
}

stop_listeners() {
    [ ${#listeners[@]} = 0 ] || kill "${listeners[@]}"
    listeners=()
}

modules() {
    local module
    for module in "$@"; do
        /run/modprobe -q "$module" || echo "no module $module" >> /run/results/commands.log
    done
}

say() { _note "$EPOCHREALTIME" - - "# $*"; }
