# SPDX-License-Identifier: Apache-2.0
"""What ends a verb with one line on stderr instead of a stack trace."""


class InputError(Exception):
    """Given material cannot be used; the message names the file, the value and the way out."""


class OutputError(Exception):
    """A result cannot be written; the message names the file and the cause."""
