# SPDX-License-Identifier: Apache-2.0
"""The command line: ``python3 -m kitscribe_models VERB ...``.

Exit codes: 0 done, 1 a measured bar was missed, 2 wrong arguments, 3 unusable input, 4 output cannot be written,
130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, Protocol, cast

from .errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = {
    "all": "the whole chain: from folders of samples and grooves to a pack",
    "index": "describe a raw folder of samples or MIDI grooves in its index.csv",
    "combine": "join many MIDI grooves into one long performance",
    "render": "play a performance with many kits and rooms",
    "slice": "cut 2.5 s pairs of features and targets from renders",
    "stems": "play a performance in parts, each heard alone",
    "backing": "make slices of voices and music without drums",
    "train": "train the network on slices",
    "average": "average the weights of trainings that began with one network",
    "embed": "learn which strokes sound alike",
    "distil": "teach a pack's network to hear through voices, music and louder drums",
    "calibrate": "choose the decoder's thresholds on renders",
    "export": "write the pack: ONNX model and manifest",
    "evaluate": "measure a pack on renders of the independent renderer or on recordings",
    "heatmap": "picture target beside model output",
    "cluster": "group one-shots by timbre and flag doubtful ones",
    "golden": "write the files that hold Python and Java together",
}


class Verb(Protocol):
    """What each verb's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's arguments."""

    def main(self, args: argparse.Namespace) -> int:
        """Do the work; return the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; only its own module is imported, so that ``--help`` answers at once."""
    first = argparse.ArgumentParser(
        prog="kitscribe-models",
        description="Kitscribe's training tools. `VERB --help` tells more about a verb.",
        epilog="\n".join(["verbs:", *(f"  {verb:<10} {what}" for verb, what in VERBS.items())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    first.add_argument("verb", choices=VERBS, metavar="VERB", help="one of the verbs below")
    first.add_argument("arguments", nargs=argparse.REMAINDER, help="the verb's own arguments")
    chosen = first.parse_args(argv)

    try:
        module = importlib.import_module(f"{__package__}.{chosen.verb}")
        verb = cast("Verb", module)
        parser = argparse.ArgumentParser(
            prog=f"kitscribe-models {chosen.verb}",
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.add_arguments(parser)
        return verb.main(parser.parse_args(chosen.arguments))
    except (InputError, FileNotFoundError, IsADirectoryError) as error:
        print(f"kitscribe-models {chosen.verb}: {error}", file=sys.stderr)
        return 3
    except (OutputError, OSError) as error:
        print(f"kitscribe-models {chosen.verb}: {error}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
