// A layer of Vulkan that plays what drivers do at their worst, between the loader and whatever driver is there: for tests, which compile it
// with `cc -shared` and name it in VK_INSTANCE_LAYERS. VULKAN_FAULTS says what it does, separated by commas:
//
//     card                the device is a graphics card
//     api11               it knows Vulkan 1.1
//     draws               it has no queue that computes
//     no-addresses        it tells no addresses of buffers
//     small-groups        it computes in groups of 128 at most
//     single              it stores no 16 bits
//     heap=N              its own memory has N bytes
//     budget=N            of which N are free, and no more are given
//     no-open             it cannot be opened
//     no-shaders          it takes no shader
//     lost=N              the Nth submission loses it, and whatever is asked of it afterwards fails; what is opened anew works
//     run-lost=N          the same, of the submissions that run shaders: how often a program fetches what there is depends on the time
//     wait-lost=N         the same as that, found out while the submission is waited for
//     swap=FILE:FILE      a shader with the first file's words is replaced by the second's; more pairs stand behind semicolons
//     no-barriers         barriers are not recorded
//     skip=N              the Nth run of a shader is not recorded, counted anew in every recording
//     skip-copy=N         nor is the Nth copy
//     report=FILE         where it counts what was recorded, when the instance goes: `dispatches copies submissions hazards bytes`; a hazard
//                         is a command behind which no barrier stands before the next, and the bytes are those that submissions copied
#define VK_NO_PROTOTYPES
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vulkan/vk_layer.h>
#include <vulkan/vulkan.h>

#define EXPORT __attribute__((visibility("default")))

// MARK: - What it was told

static const char *fault(const char *name) {
    const char *all = getenv("VULKAN_FAULTS");
    const size_t length = strlen(name);
    for (const char *at = all; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name, length) == 0 && (at[length] == '=' || at[length] == ',' || at[length] == 0))
            return at + length + (at[length] == '=');
    return NULL;
}

static uint64_t number(const char *name) {
    const char *text = fault(name);
    return text ? strtoull(text, NULL, 10) : 0;
}

// MARK: - What stands behind it

static VkInstance instance;
static PFN_vkGetInstanceProcAddr next_instance_call;
static PFN_vkGetDeviceProcAddr next_device_call;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t dispatches, copies, submissions, runs, hazards, bytes, given;

enum { most_devices = 16, most_buffers = 4096, most_pieces = 4096 };

static struct device {
    VkDevice device;
    VkQueue queue;
    bool is_lost;
} devices[most_devices];

/// Whether a command was recorded that no barrier stands behind.
static struct {
    VkCommandBuffer buffer;
    bool is_open;
    /// What was recorded so far, and how much the copies of it take along.
    uint64_t dispatches, copies, bytes;
} buffers[most_buffers];

static struct {
    VkDeviceMemory memory;
    VkDeviceSize bytes;
} pieces[most_pieces];

static struct device *known(VkDevice device) {
    for (int i = 0; i < most_devices; ++i)
        if (devices[i].device == device) return &devices[i];
    return &devices[0];
}

static bool is_lost(VkDevice device) { return known(device)->is_lost; }

/// What the next one calls itself is only known while the instance is made: afterwards the loader names the first one's.
#define INSTANCE_CALLS(call) \
    call(vkGetPhysicalDeviceProperties) call(vkGetPhysicalDeviceProperties2) call(vkGetPhysicalDeviceFeatures2) \
    call(vkGetPhysicalDeviceQueueFamilyProperties) call(vkGetPhysicalDeviceMemoryProperties2) \
    call(vkEnumerateDeviceExtensionProperties)
#define DECLARE(name) PFN_##name name;
static struct {
    INSTANCE_CALLS(DECLARE)
} next_calls;
#define NEXT(name) (next_calls.name)
#define NEXT_OF(device, name) ((PFN_##name)next_device_call(device, #name))
#define NEXT_ANYWHERE(name) NEXT_OF(devices[0].device, name)

// MARK: - Instances

static VKAPI_ATTR VkResult VKAPI_CALL make_instance(
    const VkInstanceCreateInfo *info, const VkAllocationCallbacks *allocator, VkInstance *made) {
    VkLayerInstanceCreateInfo *link = (VkLayerInstanceCreateInfo *)info->pNext;
    while (link
        && !(link->sType == VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO && link->function == VK_LAYER_LINK_INFO))
        link = (VkLayerInstanceCreateInfo *)link->pNext;
    if (!link) return VK_ERROR_INITIALIZATION_FAILED;
    next_instance_call = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    PFN_vkCreateInstance next = (PFN_vkCreateInstance)next_instance_call(VK_NULL_HANDLE, "vkCreateInstance");
    const VkResult result = next(info, allocator, made);
    if (result != VK_SUCCESS) return result;
    instance = *made;
#define FIND(name) next_calls.name = (PFN_##name)next_instance_call(instance, #name);
    INSTANCE_CALLS(FIND)
#undef FIND
    return VK_SUCCESS;
}

/// Written whenever something was submitted, as programs end without a word.
static void report(void) {
    const char *path = fault("report");
    if (!path) return;
    char name[1000];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(path, ","), path);
    FILE *file = fopen(name, "w");
    if (!file) return;
    fprintf(
        file, "%llu %llu %llu %llu %llu\n", (unsigned long long)dispatches, (unsigned long long)copies,
        (unsigned long long)submissions, (unsigned long long)hazards, (unsigned long long)bytes);
    fclose(file);
}

// MARK: - What a device says of itself

static void alter(VkPhysicalDeviceProperties *properties) {
    if (fault("card")) properties->deviceType = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
    if (fault("api11")) properties->apiVersion = VK_API_VERSION_1_1;
    if (fault("small-groups")) properties->limits.maxComputeWorkGroupInvocations = 128;
}

static VKAPI_ATTR void VKAPI_CALL properties(VkPhysicalDevice device, VkPhysicalDeviceProperties *found) {
    NEXT(vkGetPhysicalDeviceProperties)(device, found);
    alter(found);
}

static VKAPI_ATTR void VKAPI_CALL properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *found) {
    NEXT(vkGetPhysicalDeviceProperties2)(device, found);
    alter(&found->properties);
}

static VKAPI_ATTR void VKAPI_CALL features2(VkPhysicalDevice device, VkPhysicalDeviceFeatures2 *found) {
    NEXT(vkGetPhysicalDeviceFeatures2)(device, found);
    for (VkBaseOutStructure *at = found->pNext; at; at = at->pNext) {
        if (at->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES && fault("no-addresses"))
            ((VkPhysicalDeviceVulkan12Features *)at)->bufferDeviceAddress = VK_FALSE;
        if (at->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES && fault("single"))
            ((VkPhysicalDeviceVulkan11Features *)at)->storageBuffer16BitAccess = VK_FALSE;
    }
}

static VKAPI_ATTR void VKAPI_CALL queues(VkPhysicalDevice device, uint32_t *count, VkQueueFamilyProperties *found) {
    NEXT(vkGetPhysicalDeviceQueueFamilyProperties)(device, count, found);
    if (found && fault("draws"))
        for (uint32_t i = 0; i < *count; ++i) found[i].queueFlags &= ~(VkQueueFlags)VK_QUEUE_COMPUTE_BIT;
}

static VKAPI_ATTR void VKAPI_CALL memory2(VkPhysicalDevice device, VkPhysicalDeviceMemoryProperties2 *found) {
    NEXT(vkGetPhysicalDeviceMemoryProperties2)(device, found);
    VkMemoryHeap *heaps = found->memoryProperties.memoryHeaps;
    for (uint32_t i = 0; i < found->memoryProperties.memoryHeapCount; ++i)
        if (number("heap") && (heaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)) heaps[i].size = number("heap");
    for (VkBaseOutStructure *at = found->pNext; at; at = at->pNext) {
        if (at->sType != VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT || !fault("budget")) continue;
        VkPhysicalDeviceMemoryBudgetPropertiesEXT *budget = (VkPhysicalDeviceMemoryBudgetPropertiesEXT *)at;
        for (uint32_t i = 0; i < VK_MAX_MEMORY_HEAPS; ++i) {
            budget->heapBudget[i] = number("budget");
            budget->heapUsage[i] = given;
        }
    }
}

static VKAPI_ATTR VkResult VKAPI_CALL extensions(
    VkPhysicalDevice device, const char *layer, uint32_t *count, VkExtensionProperties *found) {
    if (layer && strcmp(layer, "VK_LAYER_REVERIE_faults") == 0) {
        *count = 0;
        return VK_SUCCESS;
    }
    PFN_vkEnumerateDeviceExtensionProperties next = NEXT(vkEnumerateDeviceExtensionProperties);
    const uint32_t added = fault("budget") ? 1 : 0;
    if (!found) {
        const VkResult result = next(device, layer, count, NULL);
        *count += added;
        return result;
    }
    uint32_t room = *count - (*count >= added ? added : 0);
    const VkResult result = next(device, layer, &room, found);
    if (added) {
        found[room] = (VkExtensionProperties){.specVersion = 1};
        strcpy(found[room].extensionName, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    }
    *count = room + added;
    return result;
}

// MARK: - Devices

static VKAPI_ATTR VkResult VKAPI_CALL make_device(
    VkPhysicalDevice physical, const VkDeviceCreateInfo *info, const VkAllocationCallbacks *allocator, VkDevice *made) {
    VkLayerDeviceCreateInfo *link = (VkLayerDeviceCreateInfo *)info->pNext;
    while (link && !(link->sType == VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO && link->function == VK_LAYER_LINK_INFO))
        link = (VkLayerDeviceCreateInfo *)link->pNext;
    if (!link || fault("no-open")) return VK_ERROR_INITIALIZATION_FAILED;
    PFN_vkGetInstanceProcAddr find = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    next_device_call = link->u.pLayerInfo->pfnNextGetDeviceProcAddr;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    const VkResult result = ((PFN_vkCreateDevice)find(instance, "vkCreateDevice"))(physical, info, allocator, made);
    if (result != VK_SUCCESS) return result;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < most_devices; ++i)
        if (!devices[i].device) {
            devices[i].device = *made;
            break;
        }
    pthread_mutex_unlock(&lock);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL queue(VkDevice device, uint32_t family, uint32_t index, VkQueue *found) {
    NEXT_OF(device, vkGetDeviceQueue)(device, family, index, found);
    known(device)->queue = *found;
}

/// Counts what a recording copies.
/// - Returns: whether it runs shaders.
static bool counted(VkCommandBuffer buffer) {
    for (int i = 0; i < most_buffers && buffers[i].buffer; ++i) {
        if (buffers[i].buffer != buffer) continue;
        bytes += buffers[i].bytes;
        return buffers[i].dispatches > 0;
    }
    return false;
}

static VKAPI_ATTR VkResult VKAPI_CALL submit(VkQueue queue, uint32_t count, const VkSubmitInfo *infos, VkFence fence) {
    pthread_mutex_lock(&lock);
    struct device *device = &devices[0];
    for (int i = 0; i < most_devices; ++i)
        if (devices[i].queue == queue) device = &devices[i];
    ++submissions;
    bool is_run = false;
    for (uint32_t i = 0; i < count; ++i)
        for (uint32_t j = 0; j < infos[i].commandBufferCount; ++j) is_run |= counted(infos[i].pCommandBuffers[j]);
    if (is_run) ++runs;
    report();
    if (submissions == number("lost") || (is_run && runs == number("run-lost"))) device->is_lost = true;
    const bool is_lost_later = is_run && runs == number("wait-lost");
    const bool is_lost = device->is_lost;
    pthread_mutex_unlock(&lock);
    if (is_lost) return VK_ERROR_DEVICE_LOST;
    const VkResult result = NEXT_OF(device->device, vkQueueSubmit)(queue, count, infos, fence);
    if (is_lost_later) {
        NEXT_OF(device->device, vkDeviceWaitIdle)(device->device);
        device->is_lost = true;
    }
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL wait(
    VkDevice device, uint32_t count, const VkFence *fences, VkBool32 all, uint64_t most) {
    if (is_lost(device)) return VK_ERROR_DEVICE_LOST;
    return NEXT_OF(device, vkWaitForFences)(device, count, fences, all, most);
}

static VKAPI_ATTR VkResult VKAPI_CALL allocate(
    VkDevice device, const VkMemoryAllocateInfo *info, const VkAllocationCallbacks *allocator, VkDeviceMemory *made) {
    if (is_lost(device)) return VK_ERROR_DEVICE_LOST;
    if (number("budget") && given + info->allocationSize > number("budget")) return VK_ERROR_OUT_OF_DEVICE_MEMORY;
    const VkResult result = NEXT_OF(device, vkAllocateMemory)(device, info, allocator, made);
    if (result != VK_SUCCESS) return result;
    pthread_mutex_lock(&lock);
    given += info->allocationSize;
    for (int i = 0; i < most_pieces; ++i)
        if (!pieces[i].memory) {
            pieces[i].memory = *made;
            pieces[i].bytes = info->allocationSize;
            break;
        }
    pthread_mutex_unlock(&lock);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL release(
    VkDevice device, VkDeviceMemory memory, const VkAllocationCallbacks *allocator) {
    pthread_mutex_lock(&lock);
    for (int i = 0; i < most_pieces; ++i)
        if (memory && pieces[i].memory == memory) {
            given -= pieces[i].bytes;
            pieces[i].memory = VK_NULL_HANDLE;
        }
    pthread_mutex_unlock(&lock);
    NEXT_OF(device, vkFreeMemory)(device, memory, allocator);
}

// MARK: - Shaders

static void *contents(const char *path, size_t length, size_t *bytes) {
    char name[1000];
    snprintf(name, sizeof name, "%.*s", (int)length, path);
    FILE *file = fopen(name, "rb");
    if (!file) return NULL;
    void *all = malloc(1 << 20);
    *bytes = all ? fread(all, 1, 1 << 20, file) : 0;
    fclose(file);
    return all;
}

static VKAPI_ATTR VkResult VKAPI_CALL shader(
    VkDevice device, const VkShaderModuleCreateInfo *info, const VkAllocationCallbacks *allocator, VkShaderModule *made) {
    VkShaderModuleCreateInfo swapped = *info;
    void *new = NULL;
    const char *names = fault("swap");
    while (names && !new) {
        const char *second = names + strcspn(names, ":,");
        if (*second != ':') break;
        size_t old_bytes = 0;
        void *old = contents(names, (size_t)(second - names), &old_bytes);
        if (old && old_bytes == info->codeSize && memcmp(old, info->pCode, old_bytes) == 0) {
            new = contents(second + 1, strcspn(second + 1, ";,"), &swapped.codeSize);
            swapped.pCode = new;
        }
        free(old);
        names = second + strcspn(second, ";,");
        names = *names == ';' ? names + 1 : NULL;
    }
    const VkResult result = NEXT_OF(device, vkCreateShaderModule)(device, &swapped, allocator, made);
    free(new);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL pipelines(
    VkDevice device, VkPipelineCache cache, uint32_t count, const VkComputePipelineCreateInfo *infos,
    const VkAllocationCallbacks *allocator, VkPipeline *made) {
    if (is_lost(device)) return VK_ERROR_DEVICE_LOST;
    if (fault("no-shaders")) return VK_ERROR_INITIALIZATION_FAILED;
    return NEXT_OF(device, vkCreateComputePipelines)(device, cache, count, infos, allocator, made);
}

// MARK: - Commands

/// - Returns: the place of a recording among those that are known; −1 beyond them.
static int note(VkCommandBuffer buffer, uint64_t *count, bool is_barrier) {
    pthread_mutex_lock(&lock);
    int place = -1;
    for (int i = 0; i < most_buffers && place < 0; ++i)
        if (!buffers[i].buffer || buffers[i].buffer == buffer) place = i;
    if (place >= 0) {
        buffers[place].buffer = buffer;
        if (!is_barrier && buffers[place].is_open) ++hazards;
        buffers[place].is_open = !is_barrier;
    }
    if (count) ++*count;
    pthread_mutex_unlock(&lock);
    return place;
}

static VKAPI_ATTR VkResult VKAPI_CALL begin(VkCommandBuffer buffer, const VkCommandBufferBeginInfo *info) {
    const int place = note(buffer, NULL, true);
    if (place >= 0) buffers[place].dispatches = buffers[place].copies = buffers[place].bytes = 0;
    return NEXT_ANYWHERE(vkBeginCommandBuffer)(buffer, info);
}

static VKAPI_ATTR VkResult VKAPI_CALL end(VkCommandBuffer buffer) {
    // What the host reads stands behind a barrier, too.
    note(buffer, NULL, false);
    return NEXT_ANYWHERE(vkEndCommandBuffer)(buffer);
}

static VKAPI_ATTR void VKAPI_CALL dispatch(VkCommandBuffer buffer, uint32_t x, uint32_t y, uint32_t z) {
    const int place = note(buffer, &dispatches, false);
    if (place >= 0 && ++buffers[place].dispatches == number("skip")) return;
    NEXT_ANYWHERE(vkCmdDispatch)(buffer, x, y, z);
}

static VKAPI_ATTR void VKAPI_CALL copy(
    VkCommandBuffer buffer, VkBuffer from, VkBuffer to, uint32_t count, const VkBufferCopy *regions) {
    const int place = note(buffer, &copies, false);
    if (place >= 0 && ++buffers[place].copies == number("skip-copy")) return;
    for (uint32_t i = 0; place >= 0 && i < count; ++i) buffers[place].bytes += regions[i].size;
    NEXT_ANYWHERE(vkCmdCopyBuffer)(buffer, from, to, count, regions);
}

static VKAPI_ATTR void VKAPI_CALL barrier(
    VkCommandBuffer buffer, VkPipelineStageFlags from, VkPipelineStageFlags to, VkDependencyFlags flags, uint32_t count,
    const VkMemoryBarrier *barriers, uint32_t buffer_count, const VkBufferMemoryBarrier *of_buffers, uint32_t image_count,
    const VkImageMemoryBarrier *of_images) {
    if (fault("no-barriers")) return;
    // One that does not order what was written before what is read is none.
    const VkPipelineStageFlags work = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    const VkAccessFlags writes = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    if (count > 0 && (from & work) == work && (barriers[0].srcAccessMask & writes) == writes) note(buffer, NULL, true);
    NEXT_ANYWHERE(vkCmdPipelineBarrier)(
        buffer, from, to, flags, count, barriers, buffer_count, of_buffers, image_count, of_images);
}

// MARK: - What the loader asks for

static const struct {
    const char *name;
    PFN_vkVoidFunction call;
} calls[] = {
    {"vkCreateInstance", (PFN_vkVoidFunction)make_instance},
    {"vkGetPhysicalDeviceProperties", (PFN_vkVoidFunction)properties},
    {"vkGetPhysicalDeviceProperties2", (PFN_vkVoidFunction)properties2},
    {"vkGetPhysicalDeviceFeatures2", (PFN_vkVoidFunction)features2},
    {"vkGetPhysicalDeviceQueueFamilyProperties", (PFN_vkVoidFunction)queues},
    {"vkGetPhysicalDeviceMemoryProperties2", (PFN_vkVoidFunction)memory2},
    {"vkEnumerateDeviceExtensionProperties", (PFN_vkVoidFunction)extensions},
    {"vkCreateDevice", (PFN_vkVoidFunction)make_device},
    {"vkGetDeviceQueue", (PFN_vkVoidFunction)queue},
    {"vkQueueSubmit", (PFN_vkVoidFunction)submit},
    {"vkWaitForFences", (PFN_vkVoidFunction)wait},
    {"vkAllocateMemory", (PFN_vkVoidFunction)allocate},
    {"vkFreeMemory", (PFN_vkVoidFunction)release},
    {"vkCreateShaderModule", (PFN_vkVoidFunction)shader},
    {"vkCreateComputePipelines", (PFN_vkVoidFunction)pipelines},
    {"vkBeginCommandBuffer", (PFN_vkVoidFunction)begin},
    {"vkEndCommandBuffer", (PFN_vkVoidFunction)end},
    {"vkCmdDispatch", (PFN_vkVoidFunction)dispatch},
    {"vkCmdCopyBuffer", (PFN_vkVoidFunction)copy},
    {"vkCmdPipelineBarrier", (PFN_vkVoidFunction)barrier},
};

static PFN_vkVoidFunction own(const char *name) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
        if (strcmp(calls[i].name, name) == 0) return calls[i].call;
    return NULL;
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL find_of_device(VkDevice device, const char *name) {
    PFN_vkVoidFunction found = own(name);
    if (strcmp(name, "vkGetDeviceProcAddr") == 0) return (PFN_vkVoidFunction)find_of_device;
    return found ? found : next_device_call(device, name);
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL find(VkInstance of, const char *name) {
    PFN_vkVoidFunction found = own(name);
    if (strcmp(name, "vkGetInstanceProcAddr") == 0) return (PFN_vkVoidFunction)find;
    if (strcmp(name, "vkGetDeviceProcAddr") == 0) return (PFN_vkVoidFunction)find_of_device;
    return found ? found : next_instance_call ? next_instance_call(of, name) : NULL;
}

EXPORT VKAPI_ATTR VkResult VKAPI_CALL vkNegotiateLoaderLayerInterfaceVersion(VkNegotiateLayerInterface *interface) {
    interface->loaderLayerInterfaceVersion = 2;
    interface->pfnGetInstanceProcAddr = find;
    interface->pfnGetDeviceProcAddr = find_of_device;
    interface->pfnGetPhysicalDeviceProcAddr = NULL;
    return VK_SUCCESS;
}
