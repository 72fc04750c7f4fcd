#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Counts the instructions of the dearest block: at most 10,000 at 64 frames, and linear in frames. Usage: worst_block.sh WORST_BLOCK
set -euo pipefail

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=worst_block "$1" "$2" 2>&1 |
    awk '/Collected :/ { print $4 }'
}

declare -A counted
for frames in 64 256 512 1024; do
  counted[$frames]=$(count "$1" $frames)
  echo "$frames frames: ${counted[$frames]} instructions"
done
((counted[64] <= 10000)) || { echo "more than 10,000"; exit 1; }
once=$((counted[512] - counted[256])) twice=$((counted[1024] - counted[512]))
((100 * twice > 195 * once && 100 * twice < 205 * once)) || { echo "not linear in frames"; exit 1; }
