#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every plugin format gives the same notes and the same state, and LV2's description is valid. Usage: formats.sh MAKE_DRUMS
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
  grep -q ' [1-9][0-9]* notes, 0 late, 0 dropped' "$work/log" || fail "$format: $(<"$work/log")"
}

while read -r rate block latency; do
  "$make_drums" "$work/drums.wav" "$rate" 6
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
