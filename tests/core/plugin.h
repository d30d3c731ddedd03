/* plugin.h - what the plugin of test_unload.c exports. */
#ifndef TESTS_CORE_PLUGIN_H
#define TESTS_CORE_PLUGIN_H

/* Uses the library, and leaves things behind. Gives 42. */
int plugin_use(void);

#endif
