// SPDX-License-Identifier: Apache-2.0
/** The command line: each verb a class, what verbs share in classes of its own. */
package org.kitscribe.cli;
