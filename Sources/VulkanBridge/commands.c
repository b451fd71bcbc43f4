#include <stdlib.h>

#include "library.h"

// MARK: - Pipelines

struct vulkan_pipeline {
    vulkan_device *device;
    VkPipeline pipeline;
};

enum { most_constants = 32 };

vulkan_pipeline *vulkan_pipeline_make(
    vulkan_device *device, const uint32_t *code, size_t bytes, const uint32_t *constants, uint32_t count,
    vulkan_outcome *outcome) {
    *outcome = count > most_constants ? vulkan_failed : vulkan_no_memory;
    vulkan_pipeline *made = count > most_constants ? NULL : calloc(1, sizeof *made);
    if (!made) return NULL;
    made->device = device;
    VkShaderModuleCreateInfo source = {
        .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, .codeSize = bytes, .pCode = code};
    VkShaderModule module = VK_NULL_HANDLE;
    VkResult result = device->vkCreateShaderModule(device->device, &source, NULL, &module);
    if (result == VK_SUCCESS) {
        VkSpecializationMapEntry entries[most_constants];
        for (uint32_t i = 0; i < count; ++i)
            entries[i] = (VkSpecializationMapEntry){.constantID = i, .offset = 4 * i, .size = 4};
        const VkSpecializationInfo special = {
            .mapEntryCount = count, .pMapEntries = entries, .dataSize = 4 * count, .pData = constants};
        VkComputePipelineCreateInfo info = {
            .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
            .stage =
                {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO, .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                 .module = module, .pName = "main", .pSpecializationInfo = &special},
            .layout = device->layout};
        result = device->vkCreateComputePipelines(device->device, VK_NULL_HANDLE, 1, &info, NULL, &made->pipeline);
        device->vkDestroyShaderModule(device->device, module, NULL);
    }
    *outcome = vulkan_outcome_of(result);
    if (result == VK_SUCCESS) return made;
    free(made);
    return NULL;
}

void vulkan_pipeline_free(vulkan_pipeline *pipeline) {
    if (!pipeline) return;
    pipeline->device->vkDestroyPipeline(pipeline->device->device, pipeline->pipeline, NULL);
    free(pipeline);
}

// MARK: - Commands

struct vulkan_commands {
    vulkan_device *device;
    VkCommandPool pool;
    VkCommandBuffer buffer;
    VkFence fence;
};

vulkan_commands *vulkan_commands_make(vulkan_device *device, vulkan_outcome *outcome) {
    *outcome = vulkan_no_memory;
    vulkan_commands *commands = calloc(1, sizeof *commands);
    if (!commands) return NULL;
    commands->device = device;
    VkCommandPoolCreateInfo pool = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, .queueFamilyIndex = device->family};
    VkResult result = device->vkCreateCommandPool(device->device, &pool, NULL, &commands->pool);
    if (result == VK_SUCCESS) {
        VkCommandBufferAllocateInfo buffer = {
            .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, .commandPool = commands->pool,
            .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, .commandBufferCount = 1};
        result = device->vkAllocateCommandBuffers(device->device, &buffer, &commands->buffer);
    }
    if (result == VK_SUCCESS) {
        VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
        result = device->vkCreateFence(device->device, &fence, NULL, &commands->fence);
    }
    if (result == VK_SUCCESS) {
        VkCommandBufferBeginInfo begin = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
        result = device->vkBeginCommandBuffer(commands->buffer, &begin);
    }
    *outcome = vulkan_outcome_of(result);
    if (result == VK_SUCCESS) return commands;
    vulkan_commands_free(commands);
    return NULL;
}

void vulkan_commands_free(vulkan_commands *commands) {
    if (!commands) return;
    vulkan_device *device = commands->device;
    if (commands->fence) device->vkDestroyFence(device->device, commands->fence, NULL);
    if (commands->pool) device->vkDestroyCommandPool(device->device, commands->pool, NULL);
    free(commands);
}

/// What comes after waits for what came before, and sees it.
static void wait_for_all(vulkan_commands *commands, bool shows_host) {
    VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
        .dstAccessMask = shows_host ? VK_ACCESS_HOST_READ_BIT
                                    : VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT
                | VK_ACCESS_TRANSFER_WRITE_BIT};
    const VkPipelineStageFlags work = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    commands->device->vkCmdPipelineBarrier(
        commands->buffer, work, shows_host ? VK_PIPELINE_STAGE_HOST_BIT : work, 0, 1, &barrier, 0, NULL, 0, NULL);
}

void vulkan_record_shader(
    vulkan_commands *commands, const vulkan_pipeline *pipeline, const void *told, uint32_t size, uint32_t x, uint32_t y,
    uint32_t z) {
    vulkan_device *device = commands->device;
    wait_for_all(commands, false);
    device->vkCmdBindPipeline(commands->buffer, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline->pipeline);
    device->vkCmdPushConstants(commands->buffer, device->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, size, told);
    device->vkCmdDispatch(commands->buffer, x, y, z);
}

void vulkan_record_copy(
    vulkan_commands *commands, const vulkan_memory *from, uint64_t from_byte, const vulkan_memory *to, uint64_t to_byte,
    uint64_t bytes) {
    if (bytes == 0) return;
    wait_for_all(commands, false);
    const VkBufferCopy copy = {.srcOffset = from_byte, .dstOffset = to_byte, .size = bytes};
    commands->device->vkCmdCopyBuffer(commands->buffer, from->buffer, to->buffer, 1, &copy);
}

vulkan_outcome vulkan_commands_end(vulkan_commands *commands) {
    wait_for_all(commands, true);
    return vulkan_outcome_of(commands->device->vkEndCommandBuffer(commands->buffer));
}

vulkan_outcome vulkan_commands_run(vulkan_commands *commands) {
    vulkan_device *device = commands->device;
    const VkSubmitInfo submission = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, .commandBufferCount = 1, .pCommandBuffers = &commands->buffer};
    VkResult result = device->vkResetFences(device->device, 1, &commands->fence);
    if (result != VK_SUCCESS) return vulkan_outcome_of(result);
    pthread_mutex_lock(&device->lock);
    result = device->vkQueueSubmit(device->queue, 1, &submission, commands->fence);
    pthread_mutex_unlock(&device->lock);
    if (result == VK_SUCCESS)
        result = device->vkWaitForFences(device->device, 1, &commands->fence, VK_TRUE, UINT64_MAX);
    return vulkan_outcome_of(result);
}
