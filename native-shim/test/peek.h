// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_PEEK_H
#define KITSCRIBE_TEST_PEEK_H

/** Maps the file that the plugin in this process shares with its Java, as no host should. */
unsigned char *peek_bridge(void);

#endif
