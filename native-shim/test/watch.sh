#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether a program watches each function of its kind that libraries call. Usage: watch.sh PROGRAM LIBRARY...
set -euo pipefail

program=$1
shift
called=$(nm -D --undefined-only "$@" | sed -n 's/^ *U \([^@]*\).*/\1/p' | sort -u |
  grep -Ex '(m|c|re|aligned_)alloc|posix_memalign|free|pthread_(create|once|cond|mutex|rwlock|join).*|.*(printf|scanf)|f?puts?|f?put?c|f(open|close|gets|read|write|flush)|.*sleep|clock_gettime')
watched=$(nm -D --defined-only "$program" | awk '{ print $3 }' | sort -u)
missing=$(comm -23 <(echo "$called") <(echo "$watched"))
[[ -z $missing ]] || { echo "not watched:" $missing; exit 1; }
echo "watched:" $called
