#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"

static PFN_vkGetInstanceProcAddr find_call;

static void open_library(void) {
    void *file = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!file) file = dlopen("libvulkan.1.dylib", RTLD_NOW | RTLD_LOCAL);
    if (file) find_call = (PFN_vkGetInstanceProcAddr)dlsym(file, "vkGetInstanceProcAddr");
}

vulkan_outcome vulkan_outcome_of(VkResult result) {
    switch (result) {
    case VK_SUCCESS: return vulkan_done;
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_TOO_MANY_OBJECTS: return vulkan_no_memory;
    case VK_ERROR_DEVICE_LOST: return vulkan_device_lost;
    default: return vulkan_failed;
    }
}

static VKAPI_ATTR VkBool32 VKAPI_CALL hear(
    VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT types,
    const VkDebugUtilsMessengerCallbackDataEXT *data, void *context) {
    vulkan_system *system = context;
    (void)severity;
    (void)types;
    pthread_mutex_lock(&system->lock);
    if (system->complaints++ == 0) snprintf(system->complaint, sizeof system->complaint, "%s", data->pMessage);
    pthread_mutex_unlock(&system->lock);
    return VK_FALSE;
}

static bool has_layer(const vulkan_system *system, const char *name) {
    uint32_t count = 0;
    if (system->vkEnumerateInstanceLayerProperties(&count, NULL) != VK_SUCCESS || count == 0) return false;
    VkLayerProperties *layers = calloc(count, sizeof *layers);
    if (!layers) return false;
    bool found = false;
    if (system->vkEnumerateInstanceLayerProperties(&count, layers) >= 0)
        for (uint32_t i = 0; i < count; ++i) found |= strcmp(layers[i].layerName, name) == 0;
    free(layers);
    return found;
}

static const char *const validation = "VK_LAYER_KHRONOS_validation";

static VkResult make_instance(vulkan_system *system) {
    VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .pApplicationName = "reverie", .pEngineName = "reverie",
        .apiVersion = VK_API_VERSION_1_2};
    const char *const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    VkDebugUtilsMessengerCreateInfoEXT messenger = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
        .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
        .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT, .pfnUserCallback = hear, .pUserData = system};
    VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
    if (system->validates) {
        info.pNext = &messenger;
        info.enabledLayerCount = info.enabledExtensionCount = 1;
        info.ppEnabledLayerNames = &validation;
        info.ppEnabledExtensionNames = &extension;
    }
    const VkResult result = system->vkCreateInstance(&info, NULL, &system->instance);
    if (result != VK_SUCCESS || !system->validates) return result;
    PFN_vkCreateDebugUtilsMessengerEXT make =
        (PFN_vkCreateDebugUtilsMessengerEXT)find_call(system->instance, "vkCreateDebugUtilsMessengerEXT");
    if (make) make(system->instance, &messenger, NULL, &system->messenger);
    return VK_SUCCESS;
}

static vulkan_system *give_up(
    vulkan_system *system, vulkan_presence *presence, vulkan_presence found, char *message, const char *why) {
    snprintf(message, vulkan_message_size, "%s", why);
    *presence = found;
    vulkan_close(system);
    return NULL;
}

vulkan_system *vulkan_open(bool validates, vulkan_presence *presence, char message[vulkan_message_size]) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_library);
    *presence = vulkan_is_there;
    if (!find_call) return give_up(NULL, presence, vulkan_no_library, message, "libvulkan.so.1 is not there");
    vulkan_system *system = calloc(1, sizeof *system);
    if (!system) return give_up(NULL, presence, vulkan_is_broken, message, "there is no memory for it");
    pthread_mutex_init(&system->lock, NULL);
    bool is_whole = true;
#define VULKAN_FIND(name) is_whole &= (system->name = (PFN_##name)find_call(NULL, #name)) != NULL;
    VULKAN_GLOBAL_CALLS(VULKAN_FIND)
#undef VULKAN_FIND
    uint32_t version = 0;
    if (!is_whole || system->vkEnumerateInstanceVersion(&version) != VK_SUCCESS || version < VK_API_VERSION_1_2)
        return give_up(system, presence, vulkan_is_broken, message, "libvulkan.so.1 is older than Vulkan 1.2");
    system->validates = validates && has_layer(system, validation);
    const VkResult made = make_instance(system);
    if (made == VK_ERROR_INCOMPATIBLE_DRIVER)
        return give_up(system, presence, vulkan_no_driver, message, "no driver for Vulkan is installed");
    if (made != VK_SUCCESS) {
        char why[80];
        snprintf(why, sizeof why, "it cannot be started: Vulkan's error %d", made);
        return give_up(system, presence, vulkan_is_broken, message, why);
    }
#define VULKAN_FIND(name) is_whole &= (system->name = (PFN_##name)find_call(system->instance, #name)) != NULL;
    VULKAN_INSTANCE_CALLS(VULKAN_FIND)
#undef VULKAN_FIND
    if (!is_whole) return give_up(system, presence, vulkan_is_broken, message, "libvulkan.so.1 lacks calls of Vulkan 1.2");
    uint32_t count = 0;
    const VkResult asked = system->vkEnumeratePhysicalDevices(system->instance, &count, NULL);
    if (asked == VK_SUCCESS && count > 0) {
        system->devices = calloc(count, sizeof *system->devices);
        if (system->devices && system->vkEnumeratePhysicalDevices(system->instance, &count, system->devices) >= 0)
            system->count = count;
    }
    if (system->count == 0)
        return give_up(system, presence, vulkan_no_driver, message, "there is a driver for Vulkan, and it knows no device");
    return system;
}

void vulkan_close(vulkan_system *system) {
    if (!system) return;
    if (system->messenger) {
        PFN_vkDestroyDebugUtilsMessengerEXT end =
            (PFN_vkDestroyDebugUtilsMessengerEXT)find_call(system->instance, "vkDestroyDebugUtilsMessengerEXT");
        if (end) end(system->instance, system->messenger, NULL);
    }
    if (system->instance && system->vkDestroyInstance) system->vkDestroyInstance(system->instance, NULL);
    pthread_mutex_destroy(&system->lock);
    free(system->devices);
    free(system);
}

uint32_t vulkan_count(const vulkan_system *system) { return system->count; }

bool vulkan_validates(const vulkan_system *system) { return system->validates; }

uint32_t vulkan_complaints(const vulkan_system *system, char message[vulkan_message_size]) {
    vulkan_system *mutable = (vulkan_system *)system;
    pthread_mutex_lock(&mutable->lock);
    const uint32_t complaints = system->complaints;
    snprintf(message, vulkan_message_size, "%s", system->complaint);
    pthread_mutex_unlock(&mutable->lock);
    return complaints;
}

// MARK: - Devices

int vulkan_queue_family(const vulkan_system *system, VkPhysicalDevice device) {
    VkQueueFamilyProperties families[32];
    uint32_t count = 32;
    system->vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families);
    int found = -1;
    for (uint32_t i = 0; i < count; ++i) {
        if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) || families[i].queueCount == 0) continue;
        const bool is_alone = !(families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT);
        if (found < 0 || is_alone) found = (int)i;
        if (is_alone) break;
    }
    return found;
}

static bool has_extension(const vulkan_system *system, VkPhysicalDevice device, const char *name) {
    uint32_t count = 0;
    if (system->vkEnumerateDeviceExtensionProperties(device, NULL, &count, NULL) != VK_SUCCESS || count == 0) return false;
    VkExtensionProperties *extensions = calloc(count, sizeof *extensions);
    if (!extensions) return false;
    bool found = false;
    if (system->vkEnumerateDeviceExtensionProperties(device, NULL, &count, extensions) >= 0)
        for (uint32_t i = 0; i < count; ++i) found |= strcmp(extensions[i].extensionName, name) == 0;
    free(extensions);
    return found;
}

static void look_at_memory(const vulkan_system *system, VkPhysicalDevice device, vulkan_facts *facts) {
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2};
    const bool has_budget = has_extension(system, device, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    if (has_budget) memory.pNext = &budget;
    system->vkGetPhysicalDeviceMemoryProperties2(device, &memory);
    for (uint32_t i = 0; i < memory.memoryProperties.memoryHeapCount; ++i) {
        const VkMemoryHeap heap = memory.memoryProperties.memoryHeaps[i];
        if (!(heap.flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) || heap.size <= facts->memory) continue;
        facts->memory = heap.size;
        facts->tells_budget = has_budget;
        facts->free_memory = has_budget && budget.heapBudget[i] > budget.heapUsage[i]
            ? budget.heapBudget[i] - budget.heapUsage[i]
            : 0;
    }
}

void vulkan_look(const vulkan_system *system, uint32_t index, vulkan_facts *facts) {
    VkPhysicalDevice device = system->devices[index];
    memset(facts, 0, sizeof *facts);
    VkPhysicalDeviceProperties first;
    system->vkGetPhysicalDeviceProperties(device, &first);
    snprintf(facts->name, vulkan_name_size, "%s", first.deviceName);
    facts->kind = first.deviceType;
    facts->api = VK_API_VERSION_MAJOR(first.apiVersion) * 1000000 + VK_API_VERSION_MINOR(first.apiVersion) * 1000
        + VK_API_VERSION_PATCH(first.apiVersion);
    facts->has_compute = vulkan_queue_family(system, device) >= 0;
    facts->has_workgroups = first.limits.maxComputeWorkGroupInvocations >= 256
        && first.limits.maxComputeWorkGroupSize[0] >= 256 && first.limits.maxComputeSharedMemorySize >= 16384;
    if (first.apiVersion < VK_API_VERSION_1_2) return;
    VkPhysicalDeviceVulkan11Properties more = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES};
    VkPhysicalDeviceVulkan12Properties driver = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES, .pNext = &more};
    VkPhysicalDeviceProperties2 all = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &driver};
    system->vkGetPhysicalDeviceProperties2(device, &all);
    snprintf(facts->driver, vulkan_name_size, "%s", driver.driverName);
    snprintf(facts->version, vulkan_name_size, "%s", driver.driverInfo);
    facts->largest_piece = more.maxMemoryAllocationSize;
    VkPhysicalDeviceVulkan11Features small = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    VkPhysicalDeviceVulkan12Features features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = &small};
    VkPhysicalDeviceFeatures2 asked = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &features};
    system->vkGetPhysicalDeviceFeatures2(device, &asked);
    facts->has_addresses = features.bufferDeviceAddress;
    facts->stores_16_bits = small.storageBuffer16BitAccess;
    look_at_memory(system, device, facts);
}
