// SPDX-License-Identifier: Apache-2.0
/** The plugin's Java half: serves the lanes of the file that it shares with the plugin's C half. */
package org.kitscribe.bridge;
