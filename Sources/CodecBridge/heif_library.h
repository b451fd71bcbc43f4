#pragma once
#include <stdbool.h>

#include <libheif/heif.h>

/// What is called of libheif, which is opened when the first photo of its kinds is: it brings coders for films, which take longer to load than
/// the rest of the program, and more room than all of it.
#define HEIF_CALLS(CALL) \
    CALL(heif_init) \
    CALL(heif_context_alloc) \
    CALL(heif_context_free) \
    CALL(heif_context_read_from_memory_without_copy) \
    CALL(heif_context_set_maximum_image_size_limit) \
    CALL(heif_context_get_primary_image_handle) \
    CALL(heif_image_handle_release) \
    CALL(heif_image_handle_get_width) \
    CALL(heif_image_handle_get_height) \
    CALL(heif_image_handle_has_alpha_channel) \
    CALL(heif_image_handle_is_premultiplied_alpha) \
    CALL(heif_image_handle_get_luma_bits_per_pixel) \
    CALL(heif_image_handle_get_raw_color_profile_size) \
    CALL(heif_image_handle_get_raw_color_profile) \
    CALL(heif_image_handle_get_nclx_color_profile) \
    CALL(heif_nclx_color_profile_free) \
    CALL(heif_image_handle_get_list_of_metadata_block_IDs) \
    CALL(heif_image_handle_get_metadata_content_type) \
    CALL(heif_image_handle_get_metadata_size) \
    CALL(heif_image_handle_get_metadata) \
    CALL(heif_decoding_options_alloc) \
    CALL(heif_decoding_options_free) \
    CALL(heif_decode_image) \
    CALL(heif_image_release) \
    CALL(heif_image_get_width) \
    CALL(heif_image_get_height) \
    CALL(heif_image_get_plane_readonly)

/// Its functions, each under its own name.
typedef struct {
#define HEIF_FIELD(name) __typeof__(name) *name;
    HEIF_CALLS(HEIF_FIELD)
#undef HEIF_FIELD
} heif_library;

/// The library; NULL where it is not installed, or lacks a function.
const heif_library *heif_open(void);
