#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the plugin against its bars in cost, memory, readiness and faults, on a machine that does nothing else, in 9 minutes.
# Usage: bars.sh [DRUMS]
# DRUMS: a drum recording that sox reads; a minute of it is heard. Without it made-up drums are.
set -euo pipefail

home=$(realpath "$(dirname "$0")/../..")
kitscribe=$home/kitscribe
runtime=$home/target/kitscribe
build=$home/native-shim/build
mkdir -p "$home/target"
work=$(mktemp -d -p "$home/target" bars.XXXXXX) # not among the temporary folders, which it looks at
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state
missed=0

fail() {
  echo "bars: $*" >&2
  exit 1
}

[[ $home != /tmp/* ]] || fail "$home: lies in /tmp, which is hidden for the starts; run it from elsewhere"

# row WHAT FIGURE RELATION BAR: a figure beside its bar; RELATION is <= or >=.
row() {
  local word=met
  awk "BEGIN { exit !($2 $3 $4) }" || {
    word=MISSED
    missed=$((missed + 1))
  }
  printf '%-62s %9s  %s %-6s %s\n' "$1" "$2" "$3" "$4" "$word"
}

# found EXPRESSION: what its group matches in the log, a line each.
found() { sed -nE "s/(.*[^0-9.-])?$1.*/\2/p" "$work/log"; }
ratio() { awk "BEGIN { printf \"%.3g\", $1 / $2 }"; }
times() { grep -oE '[0-9.]+ s' "$work/log" | cut -d' ' -f1; }
highest() { sort -g | tail -1; }
sum() { awk '{ sum += $1 } END { print sum + 0 }'; }

# host ARGUMENT...: plays, and leaves its figures in the log.
host() { "$runtime/kitscribe-host" "$@" -o "$work/live.mid" --measure 2>"$work/log" || fail "$* $(<"$work/log")"; }
live() { host "$@" --rate 48000 --block 64 --realtime; }
cost() { ratio "100 * $(found "$1.*, ([0-9.]+) s of CPU")" "$(found "$2")"; }
cost_of_playing() { cost 'of audio in' '([0-9.]+) s of audio in'; }
memory() { found '([0-9-]+) kB more'; }

# faults NAME: a host in which something goes wrong.
faults() { "$build/test/faults" "$runtime/kitscribe.clap" "$1" 2>"$work/log" || fail "$1: $(<"$work/log")"; }

# forget_files: the next start reads everything from the disk.
forget_files() {
  if [[ -w /proc/sys/vm/drop_caches ]]; then
    sync
    echo 3 >/proc/sys/vm/drop_caches
  else
    (cd "$runtime" && find -L . -type f -exec dd if={} iflag=nocache count=0 status=none \;)
  fi
}

# host_alone: a start in a system whose temporary folders are empty; what is left in them goes to the list.
host_alone() {
  unshare --map-root-user --mount bash -c '
    mount -t tmpfs none /tmp && mount -t tmpfs none /dev/shm && mkdir /tmp/run || exit
    XDG_RUNTIME_DIR=/tmp/run "${@:2}" 2>"$1/log" || exit
    find /tmp /dev/shm "$1/state/kitscribe/tmp" -mindepth 1 ! -path /tmp/run >>"$1/left"
  ' - "$work" "$runtime/kitscribe-host" "$work/second.wav" -o "$work/live.mid" --measure || fail "a start: $(<"$work/log")"
}

# starts WHAT BAR [COMMAND]: five starts, the command before each.
starts() {
  local what=$1 bar=$2 before=${3-true} i times=()
  for i in 1 2 3 4 5; do
    $before
    host_alone
    times+=("$(found 'ready after ([0-9.]+) s')")
  done
  mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -g)
  row "$what: ready after activate, median of 5, s" "${times[2]}" '<=' "$bar"
  row "$what: the same, longest" "${times[4]}" '<=' "$bar"
}

"$kitscribe" host --help >/dev/null
{
  JAVA_HOME=$(realpath "$runtime/jdk") cmake -S "$home/native-shim" -B "$build" -DKITSCRIBE_PLUGIN="$runtime/kitscribe.clap" &&
    cmake --build "$build" --target faults make_drums
} >"$work/log" 2>&1 || fail "$(<"$work/log")"
"$build/test/make_drums" "$work/second.wav" 48000 1 0
sox -D -n -r 48000 -c 1 -b 16 "$work/silence.wav" trim 0 60
if (($#)); then
  sox -D "$1" -r 48000 -b 16 "$work/drums.wav" repeat 99 trim 0 60
else
  "$build/test/make_drums" "$work/drums.wav" 48000 60 0
fi
echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
[[ -w /proc/sys/vm/drop_caches ]] && echo "cold: drop_caches" || echo "cold: the installation's files alone (posix_fadvise)"

for setting in quick:12 balanced:6 accurate:4; do
  live "$work/drums.wav" --latency ${setting%:*}
  row "${setting%:*}: 60 s live in blocks of 64, % of a core" "$(cost_of_playing)" '<=' ${setting#*:}
  row "${setting%:*}: late or dropped notes" "$({ found '([0-9]+) late'; found '([0-9]+) dropped'; } | sum)" '<=' 0
  [[ $setting != balanced* ]] || one=$(memory)
done
live "$work/silence.wav" --pause 30
row "silence, % of a core" "$(cost_of_playing)" '<=' .5
row "idle, % of a core" "$(cost 'idle for' 'idle for ([0-9.]+) s')" '<=' .5
host "$work/second.wav" --pause 30
row "idle, told to render offline, % of a core" "$(cost 'idle for' 'idle for ([0-9.]+) s')" '<=' .5
row "first instance, kB" "$one" '<=' 256000
live "$work/drums.wav" --instances 8
row "each further instance of eight, kB" $((($(memory) - one) / 7)) '<=' 25600
row "eight balanced for 60 s: late notes" "$(found '([0-9]+) late' | sum)" '<=' 0
row "eight balanced for 60 s: dropped notes" "$(found '([0-9]+) dropped' | sum)" '<=' 0

for setting in balanced:15 accurate:25; do
  host "$work/drums.wav" --latency ${setting%:*}
  row "${setting%:*}: offline after ready, times real time" \
    "$(ratio "$(found '([0-9.]+) s of audio in')" "$(found 'of audio in ([0-9.]+) s')")" '>=' ${setting#*:}
  "$kitscribe" transcribe "$work/drums.wav" -l ${setting%:*} -o "$work/file.mid"
  "$kitscribe" compare "$work/file.mid" "$work/live.mid" >"$work/log"
  row "${setting%:*}: notes missed or added, against the file's" \
    "$({ found '^F at 10 ms: .* ([0-9]+) missed'; found '^F at 10 ms: .* ([0-9]+) extra'; } | sum)" '<=' 0
done

starts "cold" 1.5 forget_files
starts "warm" .6
row "10 starts: files left in temporary folders" "$(wc -l <"$work/left")" '<=' 0
cat "$work/left"

faults cycles
row "200 activations after 20: threads more" "$(found '([0-9-]+) threads' | head -1)" '<=' 0
row "200 activations after 20: descriptors more" "$(found '([0-9-]+) descriptors' | head -1)" '<=' 0
row "200 activations after 20: kB more" "$(found '([0-9-]+) kB' | head -1)" '<=' 2048

faults stuck
row "Java stuck: longest of activate, deactivate, destroy, s" "$(times | highest)" '<=' .25
KITSCRIBE_ISOLATED=1 faults stuck
row "child stopped: longest of activate, deactivate, destroy, s" "$(times | highest)" '<=' .25
faults child_killed_live
row "child killed: a new one after, s" "$(found 'new child after ([0-9.]+) s')" '<=' 1
row "child killed: notes again after, s" "$(found 'notes after ([0-9.]+) s')" '<=' 3

echo "$missed missed"
((missed == 0))
