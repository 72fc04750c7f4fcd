// SPDX-License-Identifier: Apache-2.0
/** Blocks of samples in, notes out: the one path that the command line and the plugin share. */
package org.kitscribe.transcribe;
