#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "codec_bridge.h"
#include "reader.h"

// What is looked for, and what was found.
typedef struct {
    XML_Parser parser;
    const char *property;
    size_t most;
    codec_bytes text;
    // How deep one stands within the element; 0 outside of it.
    int depth;
    bool is_found, is_short_of_memory, is_long;
} xmp_search;

static void add(xmp_search *search, const char *text, size_t count) {
    if (count > search->most - search->text.size) search->is_long = true;
    else if (!codec_put(&search->text, search->text.size, text, count)) search->is_short_of_memory = true;
    if (search->is_long || search->is_short_of_memory) XML_StopParser(search->parser, XML_FALSE);
}

// A simple property is an element within a description, or an attribute of one (ISO 16684-1, 7.4 and 7.9.2.2).
static void begin(void *context, const XML_Char *name, const XML_Char **attributes) {
    xmp_search *search = context;
    if (search->depth > 0) search->depth++;
    if (search->is_found) return;
    if (strcmp(name, search->property) == 0) {
        search->depth = 1;
        search->is_found = true;
        return;
    }
    if (strcmp(name, "http://www.w3.org/1999/02/22-rdf-syntax-ns# Description") != 0) return;
    for (int i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], search->property) == 0) {
            search->is_found = true;
            add(search, attributes[i + 1], strlen(attributes[i + 1]));
            return;
        }
}

static void end(void *context, const XML_Char *name) {
    (void)name;
    xmp_search *search = context;
    if (search->depth > 0) search->depth--;
}

static void take(void *context, const XML_Char *text, int count) {
    xmp_search *search = context;
    if (search->depth == 1) add(search, text, (size_t)count);
}

codec_status codec_read_xmp_text(
    const uint8_t *packet, size_t size, const char *property, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    *text = (codec_bytes){0};
    message[0] = 0;
    xmp_search search = {.parser = XML_ParserCreateNS(NULL, ' '), .property = property, .most = most};
    if (!search.parser) return codec_out_of_memory;
    XML_SetUserData(search.parser, &search);
    XML_SetElementHandler(search.parser, begin, end);
    XML_SetCharacterDataHandler(search.parser, take);
    // Some programs end a packet with a zero.
    while (size > 0 && packet[size - 1] == 0) size--;
    enum XML_Status parsed = size < 1u << 30 ? XML_Parse(search.parser, (const char *)packet, (int)size, XML_TRUE) : XML_STATUS_ERROR;
    bool is_whole = parsed == XML_STATUS_OK || (search.is_found && search.depth == 0);
    XML_ParserFree(search.parser);
    if (search.is_long) codec_say(message, "a text in its XMP is too long");
    codec_status status = search.is_long ? codec_too_large : search.is_short_of_memory ? codec_out_of_memory : codec_ok;
    if (status == codec_ok && search.is_found && is_whole) {
        // An empty text is one, too.
        if (search.text.data || codec_put(&search.text, 0, "", 1)) {
            *text = search.text;
            return codec_ok;
        }
        status = codec_out_of_memory;
    }
    free(search.text.data);
    return status;
}
