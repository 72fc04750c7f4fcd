#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The plugin in the headless host: the notes are those of the file, and faults end in words. Usage: end_to_end.sh MAKE_DRUMS
set -euo pipefail

make_drums=$(realpath "$1")
home=$(realpath "$(dirname "$0")/../..")
kitscribe=$home/kitscribe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state

fail() {
  echo "end_to_end: $*" >&2
  exit 1
}

"$kitscribe" host --help >"$work/log" || fail "$(<"$work/log")" # builds it
program=$home/target/kitscribe/kitscribe-host
host() { "$program" "$@" 2>"$work/log"; }

# expect_notes NAME HOST-ARGUMENT...: exactly the notes of $work/file.mid.
expect_notes() {
  local name=$1
  shift
  host "$@" -o "$work/live.mid" || fail "$name: $(<"$work/log")"
  "$kitscribe" compare "$work/file.mid" "$work/live.mid" >"$work/compared"
  grep -q '^F at 10 ms: .* found, 0 missed, 0 extra' "$work/compared" || fail "$name: $(cat "$work/log") $(tail -5 "$work/compared")"
  ! grep -Evq ' 0 late, 0 dropped' "$work/log" || fail "$name: $(<"$work/log")"
  echo "$name: as in the file"
}

# expect_failure NAME WORDS HOST-ARGUMENT...: ends with the plugin's exit code, and says so.
expect_failure() {
  local name=$1 words=$2 status=0
  shift 2
  host "$@" -o "$work/none.mid" || status=$?
  ((status == 8)) || fail "$name: exit code $status: $(<"$work/log")"
  grep -q "$words" "$work/log" || fail "$name: $(<"$work/log")"
  [[ ! -e $work/none.mid ]] || fail "$name: left an output"
  echo "$name: $words"
}

for rate in 44100 48000 96000; do
  "$make_drums" "$work/drums.wav" $rate 6 0
  for latency in quick balanced accurate; do
    "$kitscribe" transcribe "$work/drums.wav" -l $latency -o "$work/file.mid"
    expect_notes "$rate Hz, $latency" "$work/drums.wav" --latency $latency
  done
  for block in 1 32 64 333 1024 4096 random; do
    expect_notes "$rate Hz, blocks of $block" "$work/drums.wav" --latency accurate --block $block
  done
done
expect_notes "isolated" "$work/drums.wav" --latency accurate --isolated
expect_notes "eight instances" "$work/drums.wav" --latency accurate --instances 8

# The plugin at another rate than the file's.
"$make_drums" "$work/drums.wav" 48000 6 0
"$kitscribe" transcribe "$work/drums.wav" -l accurate -o "$work/file.mid"
for rate in 44100 96000; do # resampled audio is not the same audio, so not all of these borderline drums are heard alike
  host "$work/drums.wav" -o "$work/live.mid" --latency accurate --rate $rate || fail "$(<"$work/log")"
  "$kitscribe" compare "$work/file.mid" "$work/live.mid" >"$work/compared"
  awk '/^F at 10 ms/ { exit !($5 >= 0.5) }' "$work/compared" || fail "at $rate Hz: $(tail -1 "$work/compared")"
  echo "a file of 48 kHz at $rate Hz: $(tail -1 "$work/compared")"
done
grep -q "latency 63774 samples" "$work/log" || fail "latency at 96 kHz: $(<"$work/log")"

# Our ONNX Runtime has a name of its own, so that another one in the process, here an empty one, is not taken for it.
natives=$home/target/kitscribe/natives
[[ $(patchelf --print-soname "$natives/libonnxruntime.so") == libkitscribe-onnxruntime.so.1 ]] || fail "ONNX Runtime's name"
! patchelf --print-needed "$natives/libonnxruntime4j_jni.so" | grep -qx 'libonnxruntime\.so.*' || fail "wants any ONNX Runtime"
cc -shared -fPIC -x c /dev/null -o "$work/libonnxruntime.so.1" -Wl,-soname,libonnxruntime.so.1
LD_PRELOAD=$work/libonnxruntime.so.1 expect_notes "another ONNX Runtime in the process" "$work/drums.wav" --latency accurate

host "$work/drums.wav" -o "$work/one.mid" --latency accurate --save-state "$work/state.txt" || fail "state: $(<"$work/log")"
grep -q '^latency=accurate$' "$work/state.txt" || fail "the state lacks the latency"
status=0
host "$work/drums.wav" -o "$work/none.mid" --load-state "$work/drums.wav" || status=$?
((status == 3)) || fail "garbage as state: exit code $status: $(<"$work/log")"
expect_notes "loaded state" "$work/drums.wav" --load-state "$work/state.txt"

# The drum map's notes, and the capture: as many as the plugin sent.
"$kitscribe" transcribe "$work/drums.wav" -l accurate -m bfd -o "$work/file.mid"
mkdir -p "$work/home/Documents"
HOME=$work/home expect_notes "drum map and capture" "$work/drums.wav" --latency accurate --set "Drum map=bfd" --capture
captured=$(find "$work/home/Documents/Kitscribe" -name '*.mid')
grep -q "; saved $captured\$" "$work/log" || fail "capture: $(<"$work/log")"
"$kitscribe" compare "$captured" "$captured" >"$work/compared"
grep -q "^F at 10 ms: 1.000 ($(sed -n 's/.*: \([0-9]*\) notes.*/\1/p' "$work/log") found" "$work/compared" ||
  fail "capture: $(cat "$work/log") $(tail -1 "$work/compared")"
status=0
host "$work/drums.wav" -o "$work/none.mid" --set "Drum map=hum" || status=$?
((status == 2)) || fail "an unknown map: exit code $status: $(<"$work/log")"
"$kitscribe" transcribe "$work/drums.wav" -l accurate -o "$work/file.mid"

# An installation of our own, to be damaged.
plugin=$work/installed
cp -r "$home/target/kitscribe/." "$plugin"
rm "$plugin/packs"
cp -r "$home/models/packs" "$plugin/packs"
expect_notes "installed elsewhere" "$work/drums.wav" --latency accurate --plugin "$plugin/kitscribe.clap"
truncate -s 100000 "$plugin/plugin.jsa"
expect_notes "truncated class archive" "$work/drums.wav" --latency accurate --plugin "$plugin/kitscribe.clap"
rm -f "$plugin/plugin.jsa"
expect_notes "no class archive" "$work/drums.wav" --latency accurate --plugin "$plugin/kitscribe.clap"
mkdir "$work/links"
ln -s "$plugin/kitscribe.clap" "$work/links/kitscribe.clap"
expect_notes "through a link" "$work/drums.wav" --latency accurate --plugin "$work/links/kitscribe.clap"
rm "$plugin/packs/drums/model-balanced.onnx"
expect_failure "no network" "model-balanced.onnx is missing" "$work/drums.wav" --plugin "$plugin/kitscribe.clap"

left=$(ls -A "$work/state/kitscribe/tmp")
[[ -z $left ]] || fail "left temporary files: $left"
