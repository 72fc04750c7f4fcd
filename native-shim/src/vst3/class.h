// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_VST3_CLASS_H
#define KITSCRIBE_VST3_CLASS_H

/** What hosts are told of the plugin, by the factory and by moduleinfo.json. The id never changes: sessions name the plugin by it. */

#define KS_VST3_ID(make) make(0xC01C3ED7, 0xF7DF69FE, 0x81058BA8, 0x332F776F)
#define KS_VST3_NAME "Kitscribe"
#define KS_VST3_VENDOR "Kitscribe"
#define KS_VST3_CATEGORY "Audio Module Class"
#define KS_VST3_SUB_CATEGORIES "Fx|Analyzer"
#define KS_VST3_SDK "VST 3.7.14"

enum { KS_VST3_MANY = 0x7fffffff, KS_VST3_UNICODE = 0x10 };

#endif
