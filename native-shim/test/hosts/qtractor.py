# SPDX-License-Identifier: Apache-2.0
"""Has Qtractor's scanner look at the installed CLAP plugin. Of the formats that it scans, that is ours; LV2 it lists by lilv, which is tried apart."""

import sys
from pathlib import Path

from common import installed, run

(SCANNER,) = Path("/usr/lib").glob("*/qtractor/qtractor_plugin_scan")

with installed() as home:
    plugin = home / ".clap" / "kitscribe.clap"
    found = run("sh", "-c", f"echo 'CLAP:{plugin}' | QT_QPA_PLATFORM=offscreen timeout 60 {SCANNER}")
    if not found.startswith("CLAP|Kitscribe|2:2|0:1|"):  # two channels in and out, no MIDI in, one MIDI out
        sys.exit(f"qtractor: {found}")
    print("qtractor: Kitscribe, two channels in and out, notes out")
