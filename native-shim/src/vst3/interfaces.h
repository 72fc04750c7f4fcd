// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_VST3_INTERFACES_H
#define KITSCRIBE_VST3_INTERFACES_H

/** VST3's interfaces in C, as Debian ships them in travesty, which leaves out these two words where it is not C++. */

typedef struct v3_event_handler v3_event_handler;
typedef struct v3_timer_handler v3_timer_handler;

#include <travesty/audio_processor.h>
#include <travesty/component.h>
#include <travesty/edit_controller.h>
#include <travesty/factory.h>

#endif
