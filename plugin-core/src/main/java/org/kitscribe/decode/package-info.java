// SPDX-License-Identifier: Apache-2.0
/** From heat rows to hits: peaks, drums, times, levels and velocities. Pure: never touches the network. */
package org.kitscribe.decode;
