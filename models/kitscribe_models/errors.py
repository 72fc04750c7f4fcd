# SPDX-License-Identifier: Apache-2.0
"""What ends a verb with one line on stderr instead of a stack trace."""


class InputError(Exception):
    """Given material cannot be used; the message names the file, the value and the way out."""


class OutputError(Exception):
    """A result cannot be written; the message names the file and the cause."""


def first_line(error: Exception) -> str:
    """What a library's error says, without the lines that only its authors read."""
    return str(error).partition("\n")[0] or type(error).__name__
