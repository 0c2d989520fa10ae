#!/bin/sh
# A host with liblo's command line tools: asks for sounds, imports the best, shows every answer.
#
#   sh liblo_host.sh PORT TOKEN ID PROMPT SECONDS COUNT REPLY_PORT     (`foley-bridge token` prints port and token)
#
# REPLY_PORT is a free port of your own, at which oscdump hears the answers. Run again with the same ID, it gets what it
# has not imported yet. While oscsend runs, other users of the machine can see the token in the list of processes.
set -euf
port=$1 token=$2 id=$3 prompt=$4 seconds=$5 count=$6 reply=$7

say() { # ADDRESS TYPES VALUES...: with the token and the port of the answers behind
    address=$1 types=$2
    shift 2
    oscsend 127.0.0.1 "$port" "/foley/$address" "${types}sssi" "$@" token "$token" reply "$reply"
}

work=$(mktemp -d)
mkfifo "$work/answers"
stdbuf -oL oscdump "$reply" >"$work/answers" &
dump=$!
exec 3<"$work/answers"
knocking=
trap 'kill $dump $knocking 2>/dev/null || true; rm -r "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Until oscdump listens, answers would be lost: ping until the first pong is heard.
while say ping s knock; do sleep 0.2; done &
knocking=$!

best=
while read -r _ address _ own values <&3; do # TIME ADDRESS TYPES ID VALUES, strings in double quotes
    if [ -n "$knocking" ]; then
        kill $knocking
        knocking=
        say generate ssfi "$id" "$prompt" "$seconds" "$count"
    fi
    [ "$own" = "\"knock\"" ] && continue
    echo "$address $values"
    case $address in
    /foley/candidate)
        set -- $values # INDEX RANK SCORE ...
        [ -n "$best" ] && [ "$rank" -lt "$2" ] || { best=$1 rank=$2; } ;;
    /foley/ranking) best=${values%% *} ;;
    /foley/done)
        [ -n "$best" ] || exit 0
        say imported ssi "$id-import" "$id" "$best" ;;
    /foley/failed) exit 1 ;;
    /foley/event) exit 0 ;; # it is imported
    esac
done
