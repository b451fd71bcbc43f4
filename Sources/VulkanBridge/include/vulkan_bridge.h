#pragma once
// Vulkan's compute, through libvulkan.so.1, which is opened when it is first asked for: nothing is linked against it, and where it is
// missing the rest of the program does not notice.
//
// Shaders read and write through addresses, which are told them as push constants: there are no descriptors.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    vulkan_message_size = 400,
    vulkan_name_size = 256,
    /// The most bytes that a shader is told: what every device takes.
    vulkan_told_size = 128,
};

/// How something ended.
typedef enum {
    vulkan_done,
    vulkan_no_memory,
    /// The device is gone, or its driver has given up on it: nothing that it held is there any more.
    vulkan_device_lost,
    /// Anything else.
    vulkan_failed,
} vulkan_outcome;

// MARK: - What there is

/// The library and its drivers.
typedef struct vulkan_system vulkan_system;

/// Why there is no system.
typedef enum {
    vulkan_is_there,
    /// libvulkan.so.1 is not installed.
    vulkan_no_library,
    /// The library is there, and no driver.
    vulkan_no_driver,
    /// It, or a driver, is too old or broken.
    vulkan_is_broken,
} vulkan_presence;

/// What is known of a device before it is opened.
typedef struct {
    /// Device, driver, and the driver's version in its maker's words.
    char name[vulkan_name_size], driver[vulkan_name_size], version[vulkan_name_size];
    /// 1 within the processor, 2 a card, 3 a virtual machine's, 4 a processor that plays one, 0 anything else.
    uint32_t kind;
    /// The version of Vulkan: 1002000 and more for 1.2.
    uint32_t api;
    /// Of its own memory, in bytes: all, and what is free, where the driver tells that.
    uint64_t memory, free_memory;
    bool tells_budget;
    /// The most bytes that one piece of memory can have.
    uint64_t largest_piece;
    /// Whether it computes as we need it: a queue for compute, addresses of buffers, and workgroups of 256.
    bool has_compute, has_addresses, has_workgroups;
    /// Whether shaders may read and write numbers of 16 bits.
    bool stores_16_bits;
} vulkan_facts;

/// Opens the library and asks its drivers what there is; NULL, and why.
/// - Parameter validates: whether Khronos' validation layer checks every call, where it is installed.
vulkan_system *vulkan_open(bool validates, vulkan_presence *presence, char message[vulkan_message_size]);

/// How many devices there are.
uint32_t vulkan_count(const vulkan_system *system);

void vulkan_look(const vulkan_system *system, uint32_t index, vulkan_facts *facts);

/// Whether calls are checked.
bool vulkan_validates(const vulkan_system *system);

/// How many complaints the validation layer had so far, and the first.
uint32_t vulkan_complaints(const vulkan_system *system, char message[vulkan_message_size]);

/// Devices must be closed before.
void vulkan_close(vulkan_system *system);

// MARK: - A device

/// A device that computes. Everything of it may be used from several threads, but for commands, which belong to one at a time.
typedef struct vulkan_device vulkan_device;

/// Opens a device; NULL, and why.
vulkan_device *vulkan_device_open(const vulkan_system *system, uint32_t index, char message[vulkan_message_size]);

/// What was made of it must be freed before.
void vulkan_device_close(vulkan_device *device);

/// A piece of memory.
typedef struct vulkan_memory vulkan_memory;

/// Memory of the device, or of the host where both see it; NULL, and why.
vulkan_memory *vulkan_memory_make(vulkan_device *device, uint64_t bytes, bool is_of_host, vulkan_outcome *outcome);

/// By which shaders know it.
uint64_t vulkan_memory_address(const vulkan_memory *memory);

/// Its first byte, of the host's memory; NULL otherwise.
void *vulkan_memory_bytes(const vulkan_memory *memory);

void vulkan_memory_free(vulkan_memory *memory);

/// A shader made ready.
typedef struct vulkan_pipeline vulkan_pipeline;

/// Compiles a shader with its specialization constants, which are numbered from 0 on; NULL, and why.
vulkan_pipeline *vulkan_pipeline_make(
    vulkan_device *device, const uint32_t *code, size_t bytes, const uint32_t *constants, uint32_t count,
    vulkan_outcome *outcome);

void vulkan_pipeline_free(vulkan_pipeline *pipeline);

// MARK: - Commands

/// What is recorded once, and run as often as one likes.
typedef struct vulkan_commands vulkan_commands;

/// Begins to record; NULL, and why.
vulkan_commands *vulkan_commands_make(vulkan_device *device, vulkan_outcome *outcome);

/// Runs a shader once all before it is done.
/// - Parameter told: its push constants, at most `vulkan_told_size` bytes, a multiple of 4.
void vulkan_record_shader(
    vulkan_commands *commands, const vulkan_pipeline *pipeline, const void *told, uint32_t size, uint32_t x, uint32_t y,
    uint32_t z);

/// Copies bytes from one memory to another once all before it is done.
void vulkan_record_copy(
    vulkan_commands *commands, const vulkan_memory *from, uint64_t from_byte, const vulkan_memory *to, uint64_t to_byte,
    uint64_t bytes);

/// Ends the recording, so that the host sees what was written once it has run.
vulkan_outcome vulkan_commands_end(vulkan_commands *commands);

/// Runs what was recorded, and waits for its end.
vulkan_outcome vulkan_commands_run(vulkan_commands *commands);

void vulkan_commands_free(vulkan_commands *commands);

// MARK: - Shaders

/// The SPIR-V of a shader of Sources/Engine/Vulkan/Shaders by its name; NULL when there is none.
const uint32_t *vulkan_shader(const char *name, size_t *bytes);

/// The name of a shader, counted from 0; NULL behind the last.
const char *vulkan_shader_name(size_t index);
