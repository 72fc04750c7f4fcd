// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_VST3_FACTORY_H
#define KITSCRIBE_VST3_FACTORY_H

#include "interfaces.h"

/** The engine library's entry for the VST3 file: hosts hold the address of this. */
extern const struct v3_plugin_factory_3 *const kitscribe_vst3_factory;

#endif
