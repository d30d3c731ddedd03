/* hidden.h - marks what one file of the library offers the others. No shared object exports it. */
#ifndef VT_SRC_HIDDEN_H
#define VT_SRC_HIDDEN_H

#define VT__HIDDEN __attribute__((visibility("hidden")))

#endif
