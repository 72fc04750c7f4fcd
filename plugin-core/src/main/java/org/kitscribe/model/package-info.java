// SPDX-License-Identifier: Apache-2.0
/** The model pack and its network: feature frames in, heat rows out. Knows nothing of drums. */
package org.kitscribe.model;
