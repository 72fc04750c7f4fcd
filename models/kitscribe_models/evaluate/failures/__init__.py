# SPDX-License-Identifier: Apache-2.0
"""What users notice first, a row of a table each."""
