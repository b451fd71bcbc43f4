#include <stdio.h>
#include <stdlib.h>

#include "library.h"

static vulkan_device *give_up(vulkan_device *device, char *message, const char *call, VkResult result) {
    snprintf(message, vulkan_message_size, "its driver's %s failed: Vulkan's error %d", call, result);
    vulkan_device_close(device);
    return NULL;
}

vulkan_device *vulkan_device_open(const vulkan_system *system, uint32_t index, char message[vulkan_message_size]) {
    VkPhysicalDevice physical = system->devices[index];
    vulkan_device *device = calloc(1, sizeof *device);
    if (!device) return give_up(NULL, message, "calloc", VK_ERROR_OUT_OF_HOST_MEMORY);
    pthread_mutex_init(&device->lock, NULL);
    const int family = vulkan_queue_family(system, physical);
    if (family < 0) return give_up(device, message, "queue for compute", VK_ERROR_FEATURE_NOT_PRESENT);
    device->family = (uint32_t)family;
    VkPhysicalDeviceMemoryProperties2 memory = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2};
    system->vkGetPhysicalDeviceMemoryProperties2(physical, &memory);
    device->memory = memory.memoryProperties;

    const float priority = 1;
    VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueFamilyIndex = device->family, .queueCount = 1,
        .pQueuePriorities = &priority};
    VkPhysicalDeviceVulkan11Features small = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    VkPhysicalDeviceFeatures2 asked = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &small};
    system->vkGetPhysicalDeviceFeatures2(physical, &asked);
    // Of what there is, no more is switched on than shaders use.
    VkPhysicalDeviceVulkan11Features stored = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES,
        .storageBuffer16BitAccess = small.storageBuffer16BitAccess};
    VkPhysicalDeviceVulkan12Features addresses = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = &stored,
        .bufferDeviceAddress = VK_TRUE};
    VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, .pNext = &addresses, .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue};
    VkResult result = system->vkCreateDevice(physical, &info, NULL, &device->device);
    if (result != VK_SUCCESS) return give_up(device, message, "vkCreateDevice", result);
    bool is_whole = true;
#define VULKAN_FIND(name) \
    is_whole &= (device->name = (PFN_##name)system->vkGetDeviceProcAddr(device->device, #name)) != NULL;
    VULKAN_DEVICE_CALLS(VULKAN_FIND)
#undef VULKAN_FIND
    if (!is_whole) return give_up(device, message, "list of calls", VK_ERROR_INCOMPATIBLE_DRIVER);
    device->vkGetDeviceQueue(device->device, device->family, 0, &device->queue);
    const VkPushConstantRange told = {.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, .size = vulkan_told_size};
    VkPipelineLayoutCreateInfo layout = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .pushConstantRangeCount = 1, .pPushConstantRanges = &told};
    result = device->vkCreatePipelineLayout(device->device, &layout, NULL, &device->layout);
    if (result != VK_SUCCESS) return give_up(device, message, "vkCreatePipelineLayout", result);
    return device;
}

void vulkan_device_close(vulkan_device *device) {
    if (!device) return;
    if (device->device && device->vkDestroyDevice) {
        device->vkDeviceWaitIdle(device->device);
        if (device->layout) device->vkDestroyPipelineLayout(device->device, device->layout, NULL);
        device->vkDestroyDevice(device->device, NULL);
    }
    pthread_mutex_destroy(&device->lock);
    free(device);
}

// MARK: - Memory

/// The first kind of memory that a buffer may lie in and that has what is wanted, or else what is needed; -1 when there is none.
static int memory_kind(
    const vulkan_device *device, uint32_t allowed, VkMemoryPropertyFlags wanted, VkMemoryPropertyFlags needed) {
    const VkMemoryPropertyFlags tries[2] = {wanted, needed};
    for (int turn = 0; turn < 2; ++turn)
        for (uint32_t i = 0; i < device->memory.memoryTypeCount; ++i) {
            const VkMemoryPropertyFlags flags = device->memory.memoryTypes[i].propertyFlags;
            if ((allowed >> i & 1) && (flags & tries[turn]) == tries[turn]) return (int)i;
        }
    return -1;
}

vulkan_memory *vulkan_memory_make(vulkan_device *device, uint64_t bytes, bool is_of_host, vulkan_outcome *outcome) {
    vulkan_memory *memory = calloc(1, sizeof *memory);
    *outcome = vulkan_no_memory;
    if (!memory) return NULL;
    memory->device = device;
    VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = bytes ? bytes : 4,
        .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT
            | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE};
    VkResult result = device->vkCreateBuffer(device->device, &info, NULL, &memory->buffer);
    if (result == VK_SUCCESS) {
        VkMemoryRequirements needs;
        device->vkGetBufferMemoryRequirements(device->device, memory->buffer, &needs);
        const VkMemoryPropertyFlags seen = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
        const int kind = is_of_host
            ? memory_kind(device, needs.memoryTypeBits, seen | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, seen)
            : memory_kind(device, needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0);
        VkMemoryAllocateFlagsInfo flags = {
            .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO, .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT};
        VkMemoryAllocateInfo allocation = {
            .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, .pNext = &flags, .allocationSize = needs.size,
            .memoryTypeIndex = (uint32_t)kind};
        result = kind < 0 ? VK_ERROR_OUT_OF_DEVICE_MEMORY
                          : device->vkAllocateMemory(device->device, &allocation, NULL, &memory->memory);
    }
    if (result == VK_SUCCESS) result = device->vkBindBufferMemory(device->device, memory->buffer, memory->memory, 0);
    if (result == VK_SUCCESS && is_of_host)
        result = device->vkMapMemory(device->device, memory->memory, 0, VK_WHOLE_SIZE, 0, &memory->bytes);
    if (result == VK_SUCCESS) {
        VkBufferDeviceAddressInfo asked = {
            .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, .buffer = memory->buffer};
        memory->address = device->vkGetBufferDeviceAddress(device->device, &asked);
    }
    *outcome = vulkan_outcome_of(result);
    if (result == VK_SUCCESS) return memory;
    vulkan_memory_free(memory);
    return NULL;
}

uint64_t vulkan_memory_address(const vulkan_memory *memory) { return memory->address; }

void *vulkan_memory_bytes(const vulkan_memory *memory) { return memory->bytes; }

void vulkan_memory_free(vulkan_memory *memory) {
    if (!memory) return;
    vulkan_device *device = memory->device;
    if (memory->buffer) device->vkDestroyBuffer(device->device, memory->buffer, NULL);
    if (memory->memory) device->vkFreeMemory(device->device, memory->memory, NULL);
    free(memory);
}
