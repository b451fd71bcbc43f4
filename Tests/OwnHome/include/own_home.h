#ifndef OWN_HOME_H
#define OWN_HOME_H

/// Where the user's settings, presets and plugins are for this process, from before its first line: a folder that is not there yet and that no
/// other process has. Whatever a test saves, by design or because what it tests is broken, goes there, and never into the home of whoever runs it.
extern const char *own_home_configuration(void);

#endif
