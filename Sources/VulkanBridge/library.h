#pragma once
// libvulkan's calls, found at run time; and what files of this bridge share.

#define VK_NO_PROTOTYPES
#include <pthread.h>
#include <vulkan/vulkan.h>

#include "vulkan_bridge.h"

#define VULKAN_GLOBAL_CALLS(call) \
    call(vkCreateInstance) call(vkEnumerateInstanceVersion) call(vkEnumerateInstanceLayerProperties) \
    call(vkEnumerateInstanceExtensionProperties)

#define VULKAN_INSTANCE_CALLS(call) \
    call(vkDestroyInstance) call(vkEnumeratePhysicalDevices) call(vkGetPhysicalDeviceProperties) \
    call(vkGetPhysicalDeviceProperties2) call(vkGetPhysicalDeviceFeatures2) call(vkGetPhysicalDeviceMemoryProperties2) \
    call(vkGetPhysicalDeviceQueueFamilyProperties) call(vkEnumerateDeviceExtensionProperties) call(vkCreateDevice) \
    call(vkGetDeviceProcAddr)

#define VULKAN_DEVICE_CALLS(call) \
    call(vkDestroyDevice) call(vkGetDeviceQueue) call(vkCreateBuffer) call(vkDestroyBuffer) \
    call(vkGetBufferMemoryRequirements) call(vkAllocateMemory) call(vkFreeMemory) call(vkBindBufferMemory) \
    call(vkMapMemory) call(vkGetBufferDeviceAddress) call(vkCreateShaderModule) call(vkDestroyShaderModule) \
    call(vkCreatePipelineLayout) call(vkDestroyPipelineLayout) call(vkCreateComputePipelines) call(vkDestroyPipeline) \
    call(vkCreateCommandPool) call(vkDestroyCommandPool) call(vkAllocateCommandBuffers) call(vkBeginCommandBuffer) \
    call(vkEndCommandBuffer) call(vkCmdBindPipeline) call(vkCmdPushConstants) call(vkCmdDispatch) call(vkCmdCopyBuffer) \
    call(vkCmdPipelineBarrier) call(vkCreateFence) call(vkDestroyFence) call(vkResetFences) call(vkWaitForFences) \
    call(vkQueueSubmit) call(vkDeviceWaitIdle)

#define VULKAN_DECLARE(name) PFN_##name name;

struct vulkan_system {
    VULKAN_GLOBAL_CALLS(VULKAN_DECLARE)
    VULKAN_INSTANCE_CALLS(VULKAN_DECLARE)
    VkInstance instance;
    VkPhysicalDevice *devices;
    uint32_t count;
    bool validates;
    VkDebugUtilsMessengerEXT messenger;
    pthread_mutex_t lock;
    uint32_t complaints;
    char complaint[vulkan_message_size];
};

struct vulkan_device {
    VULKAN_DEVICE_CALLS(VULKAN_DECLARE)
    VkDevice device;
    VkQueue queue;
    uint32_t family;
    VkPhysicalDeviceMemoryProperties memory;
    VkPipelineLayout layout;
    /// A queue takes one submission at a time.
    pthread_mutex_t lock;
};

struct vulkan_memory {
    vulkan_device *device;
    VkBuffer buffer;
    VkDeviceMemory memory;
    VkDeviceAddress address;
    void *bytes;
};

/// What Vulkan says, in the words of this bridge.
vulkan_outcome vulkan_outcome_of(VkResult result);

/// The family of queues that computes, those for compute alone coming first; -1 when there is none.
int vulkan_queue_family(const vulkan_system *system, VkPhysicalDevice device);
