#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every plugin format gives the same notes and the same state, all share one engine and Java, and LV2's description is valid. Usage: formats.sh MAKE_DRUMS
set -euo pipefail

make_drums=$(realpath "$1")
home=$(realpath "$(dirname "$0")/../..")
runtime=$home/target/kitscribe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state

fail() {
  echo "formats: $*" >&2
  exit 1
}

"$home/kitscribe" host --help >"$work/log" || fail "$(<"$work/log")" # builds it
declare -A file=([clap]=kitscribe.clap [lv2]=kitscribe.lv2 [vst3]=Kitscribe.vst3)
formats=(clap lv2 vst3)

# play FORMAT OPTION...: the notes in FORMAT.mid, the state in FORMAT.state.
play() {
  local format=$1
  shift
  "$runtime/kitscribe-host" "$work/drums.wav" -o "$work/$format.mid" --save-state "$work/$format.state" \
    --plugin "$runtime/${file[$format]}" "$@" 2>"$work/log" || fail "$format: $(<"$work/log")"
  ! grep -Evq ' [1-9][0-9]* notes, 0 late, 0 dropped' "$work/log" || fail "$format: $(<"$work/log")"
}

while read -r rate block latency; do
  "$make_drums" "$work/drums.wav" "$rate" 6 0
  for format in "${formats[@]}"; do
    play "$format" --block "$block" --latency "$latency"
    for kind in mid state; do
      cmp "$work/${formats[0]}.$kind" "$work/$format.$kind" || fail "$format, $rate Hz, blocks of $block, $latency: another $kind"
    done
  done
  echo "$rate Hz, blocks of $block, $latency: the same in ${formats[*]}"
done <<'TABLE'
48000 1 quick
44100 64 balanced
48000 333 balanced
96000 1024 accurate
48000 random quick
TABLE

# A state goes from any format to any other.
for from in "${formats[@]}"; do
  sed 's/^latency=.*/latency=accurate/; s/^on\.kick=.*/on.kick=off/; $a from_a_later_version=1' "$work/$from.state" >"$work/changed"
  for to in "${formats[@]}"; do
    play "$to" --load-state "$work/changed"
    cmp "$work/changed" "$work/$to.state" || fail "a state from $from is another one after $to"
  done
done
echo "states go from each to each"

# All formats in one process: each has its notes, of one engine and one Java, which has one model for all it serves.
play clap
cp "$work/clap.mid" "$work/alone.mid"
plugins=()
for format in "${formats[@]}"; do plugins+=(--plugin "$runtime/${file[$format]}"); done
for format in "${formats[@]}"; do
  play "$format" "${plugins[@]}"
  cmp "$work/alone.mid" "$work/$format.mid" || fail "$format has other notes among all formats"
done
"$runtime/kitscribe-host" "$work/drums.wav" -o "$work/live.mid" --realtime "${plugins[@]}" 2>"$work/log" &
host=$!
threads() { cat /proc/$host/task/*/comm 2>/dev/null | grep -cx "$1"; }
until (($(threads kitscribe-lane) == ${#formats[@]})); do
  kill -0 $host 2>/dev/null || fail "no instance of each format at once: $(<"$work/log")"
  sleep 0.1
done
(($(threads 'VM Thread') == 1)) || fail "more than one Java in the process"
for library in libkitscribe-engine.so libjvm.so libonnxruntime.so; do
  (($(awk -v end="/$library" 'index($6, end) { print $5 }' /proc/$host/maps | sort -u | wc -l) == 1)) ||
    fail "not one $library in the process: $(grep "$library" /proc/$host/maps)"
done
wait $host || fail "all formats, live: $(<"$work/log")"
echo "one engine and one Java for all formats"

mkdir "$work/lv2"
ln -s "$runtime/kitscribe.lv2" "$work/lv2"
lv2_validate "$runtime"/kitscribe.lv2/*.ttl >"$work/log" 2>&1 || fail "lv2_validate: $(<"$work/log")"
! grep -Ei 'error:|warning' "$work/log" || fail "lv2_validate complains"
export LV2_PATH=$work/lv2
[[ $(lv2ls 2>&1) == $'urn:kitscribe:mono\nurn:kitscribe:stereo' ]] || fail "lv2ls: $(lv2ls 2>&1)"
for plugin in mono stereo; do
  lv2info "urn:kitscribe:$plugin" >"$work/log" 2>"$work/errors" || fail "lv2info: $(<"$work/errors")"
  [[ ! -s $work/errors ]] || fail "lv2info: $(<"$work/errors")"
  grep -q 'Has latency: *yes' "$work/log" || fail "lv2info sees no latency"
done
echo "the LV2 description is valid"
