# SPDX-License-Identifier: Apache-2.0
"""The VST3 in the hosts that PyPI has: its output is the input, late by what it reports, to the bit.

By hand, in an environment with pedalboard, dawdreamer and soundfile: python pypi.py KITSCRIBE.VST3 DRUMS.WAV
"""

import sys
from importlib.metadata import version

import dawdreamer
import numpy as np
import pedalboard
import soundfile

path, wav = sys.argv[1:]
samples, rate = soundfile.read(wav, dtype="float32", always_2d=True)
mono = np.ascontiguousarray(samples.T[:1])
stereo = np.concatenate([mono, mono[:, ::-1]])

for audio in (mono, stereo):
    for block in (64, 512, 1000, 8192):
        plugin = pedalboard.load_plugin(path)
        plugin.latency = "quick"
        out = plugin.process(audio, rate, buffer_size=block)  # it takes the reported latency away
        assert plugin.reported_latency_samples > 0
        assert np.array_equal(out, audio), f"pedalboard, {len(audio)} channels, blocks of {block}"
print("pedalboard", version("pedalboard"), "to the bit")

for block in (64, 512, 2048):
    engine = dawdreamer.RenderEngine(rate, block)
    drums = engine.make_playback_processor("drums", stereo)
    plugin = engine.make_plugin_processor("kitscribe", path)
    engine.load_graph([(drums, []), (plugin, ["drums"])])
    engine.render(stereo.shape[1] / rate + 1)
    out = engine.get_audio()
    latency = plugin.get_latency_samples()
    assert latency > 0 and not out[:, :latency].any()
    assert np.array_equal(out[:, latency : latency + stereo.shape[1]], stereo), f"dawdreamer, blocks of {block}"
print("dawdreamer", version("dawdreamer"), "to the bit")
