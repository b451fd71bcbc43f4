#pragma once
// Zip archives, from memory to memory, through libzip.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { archive_message_size = 200 };

/// An archive that is read; its bytes must outlive it.
typedef struct archive archive;

/// What the archive's directory says of an entry.
typedef struct {
    /// As it is stored; lives as long as the archive.
    const char *name;
    /// In bytes, unpacked and packed.
    uint64_t size, packed_size;
    /// Whether it is a symbolic link, or anything else that is no plain file.
    bool is_special;
    bool is_encrypted;
} archive_entry;

/// Opens an archive; NULL, and why, when it is none.
archive *archive_open(const uint8_t *data, size_t size, char message[archive_message_size]);

/// How many entries it has.
uint64_t archive_count(archive *archive);

/// What the directory says of an entry; false when it says too little.
bool archive_look(archive *archive, uint64_t index, archive_entry *entry);

/// Unpacks an entry into `target`, of exactly `size` bytes; false, and why, when it holds fewer or more, or its checksum
/// is another.
bool archive_unpack(archive *archive, uint64_t index, uint8_t *target, size_t size, char message[archive_message_size]);

void archive_close(archive *archive);

/// A file to pack.
typedef struct {
    const char *name;
    const uint8_t *data;
    size_t size;
    /// Whether it is stored as it is: pictures are packed already.
    bool is_stored;
} archive_file;

/// Packs files, deflated unless they are stored, and dated 1980, so that the same files make the same bytes. `*packed` is the caller's to free.
bool archive_pack(
    const archive_file *files, size_t count, uint8_t **packed, size_t *size, char message[archive_message_size]);
