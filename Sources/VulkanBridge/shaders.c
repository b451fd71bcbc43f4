#include <string.h>

#include "vulkan_bridge.h"

// What Scripts/shaders makes of Sources/Engine/Vulkan/Shaders: an array for each, and the table of them all.
#include "shaders.inc"

enum { shader_count = sizeof shaders / sizeof *shaders };

const uint32_t *vulkan_shader(const char *name, size_t *bytes) {
    for (size_t i = 0; i < shader_count; ++i)
        if (strcmp(shaders[i].name, name) == 0) {
            *bytes = shaders[i].bytes;
            return shaders[i].code;
        }
    return NULL;
}

const char *vulkan_shader_name(size_t index) { return index < shader_count ? shaders[index].name : NULL; }
