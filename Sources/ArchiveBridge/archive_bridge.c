#include "archive_bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zip.h>

struct archive {
    zip_t *zip;
};

static void tell(char *message, const char *text) { snprintf(message, archive_message_size, "%s", text); }

static void tell_error(char *message, zip_error_t *error) {
    tell(message, zip_error_strerror(error));
    zip_error_fini(error);
}

// MARK: - Reading

archive *archive_open(const uint8_t *data, size_t size, char message[archive_message_size]) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(data, size, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    archive *opened = zip ? calloc(1, sizeof(archive)) : NULL;
    if (opened) {
        opened->zip = zip;
        zip_error_fini(&error);
        return opened;
    }
    if (zip) zip_discard(zip);
    else if (source) zip_source_free(source);
    tell_error(message, &error);
    return NULL;
}

uint64_t archive_count(archive *archive) {
    zip_int64_t count = zip_get_num_entries(archive->zip, 0);
    return count > 0 ? (uint64_t)count : 0;
}

// Unix programs store the mode of a file in the upper half of its attributes; 0 where they store none.
static bool is_special(zip_t *zip, uint64_t index) {
    zip_uint8_t system;
    zip_uint32_t attributes;
    if (zip_file_get_external_attributes(zip, index, 0, &system, &attributes) != 0) return true;
    mode_t kind = (mode_t)(attributes >> 16) & S_IFMT;
    return system == ZIP_OPSYS_UNIX && kind != 0 && kind != S_IFREG && kind != S_IFDIR;
}

bool archive_look(archive *archive, uint64_t index, archive_entry *entry) {
    zip_stat_t facts;
    const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(archive->zip, index, 0, &facts) != 0 || (facts.valid & wanted) != wanted) return false;
    *entry = (archive_entry){
        facts.name, facts.size, facts.comp_size, is_special(archive->zip, index),
        facts.encryption_method != ZIP_EM_NONE};
    return true;
}

bool archive_unpack(archive *archive, uint64_t index, uint8_t *target, size_t size, char message[archive_message_size]) {
    zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
    if (!file) {
        tell(message, zip_strerror(archive->zip));
        return false;
    }
    size_t done = 0;
    zip_int64_t count = 1;
    while (done < size && (count = zip_fread(file, target + done, size - done)) > 0) done += (size_t)count;
    // The checksum is compared at the end of the entry, which must be here.
    uint8_t beyond;
    if (count > 0 || size == 0) count = zip_fread(file, &beyond, 1);
    bool is_whole = done == size && count == 0;
    if (count < 0) tell(message, zip_file_strerror(file));
    else if (!is_whole) tell(message, "an entry has another size than it says");
    zip_fclose(file);
    return is_whole;
}

void archive_close(archive *archive) {
    zip_discard(archive->zip);
    free(archive);
}

// MARK: - Writing

static bool add(zip_t *zip, const archive_file *file) {
    zip_source_t *source = zip_source_buffer(zip, file->data, file->size, 0);
    if (!source) return false;
    zip_int64_t index = zip_file_add(zip, file->name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    if (file->is_stored && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0) return false;
    // MS-DOS dates begin at midnight of 1980, of whichever time zone.
    return zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 1 << 5 | 1, 0) == 0 &&
        zip_file_set_external_attributes(zip, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, (S_IFREG | 0644u) << 16) == 0;
}

// The bytes of a closed archive.
static bool take_bytes(zip_source_t *source, uint8_t **packed, size_t *size) {
    zip_stat_t facts;
    if (zip_source_stat(source, &facts) != 0 || !(facts.valid & ZIP_STAT_SIZE)) return false;
    *packed = malloc(facts.size);
    if (!*packed || zip_source_open(source) != 0) return false;
    *size = (size_t)facts.size;
    bool is_whole = zip_source_read(source, *packed, facts.size) == (zip_int64_t)facts.size;
    zip_source_close(source);
    return is_whole;
}

bool archive_pack(
    const archive_file *files, size_t count, uint8_t **packed, size_t *size, char message[archive_message_size]) {
    *packed = NULL;
    *size = 0;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    if (!zip) {
        zip_source_free(source);
        tell_error(message, &error);
        return false;
    }
    zip_error_fini(&error);
    // The source would go with the archive otherwise.
    zip_source_keep(source);
    bool is_done = true;
    for (size_t i = 0; i < count && is_done; i++) is_done = add(zip, &files[i]);
    if (!is_done || zip_close(zip) != 0) {
        tell(message, zip_strerror(zip));
        zip_discard(zip);
        is_done = false;
    }
    if (is_done && !take_bytes(source, packed, size)) {
        tell(message, "not enough memory");
        is_done = false;
    }
    zip_source_free(source);
    if (!is_done) {
        free(*packed);
        *packed = NULL;
    }
    return is_done;
}
