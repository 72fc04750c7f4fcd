// SPDX-License-Identifier: Apache-2.0
/** From files and streams to mono samples at the model's rate. Knows nothing of drums. */
package org.kitscribe.audio;
