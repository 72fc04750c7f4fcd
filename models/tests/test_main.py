# SPDX-License-Identifier: Apache-2.0
"""The command line itself."""

import importlib
import sys
import types

import pytest

from kitscribe_models.__main__ import VERBS, main
from kitscribe_models.errors import InputError, OutputError


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"  {verb} " in text for verb in VERBS)


def test_unknown_verb_is_a_usage_error() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["paint"])
    assert ended.value.code == 2


def test_an_interruption_ends_without_a_stack_trace_even_while_it_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib, "import_module", interrupt)
    assert main(["train"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("a.mid: no notes"), 3),
        (OutputError("full"), 4),
        (FileNotFoundError(2, "No such file", "a.npz"), 3),
        (OSError(28, "No space left on device", "b.npz"), 4),
    ],
)
def test_errors_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    def fail(_: object) -> int:
        raise error

    stub = types.ModuleType("kitscribe_models.index")
    stub.__dict__.update(add_arguments=lambda _: None, main=fail)
    monkeypatch.setitem(sys.modules, stub.__name__, stub)
    assert main(["index"]) == code
    assert capsys.readouterr().err == f"kitscribe-models index: {error}\n"
