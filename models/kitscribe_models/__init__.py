# SPDX-License-Identifier: Apache-2.0
"""Kitscribe's training tools: from loops, kits and grooves to a model pack.

Each verb of ``python3 -m kitscribe_models`` is the module of its name.
"""
