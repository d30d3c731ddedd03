/* plain_text.c - characters of UTF-8, and which of them are shown as they are. */
#include "model/plain_text.h"

#include <stdint.h>
#include <string.h>

/* How many bytes a character has that begins with that byte; 0: none begins with it. */
static size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Decodes a character of that length. False: a byte is missing, or it is written too long. */
static bool decode(const char *text, size_t length, uint32_t *code) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    *code = (unsigned char)text[0] & bits[length];
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i]; /* a NUL ends it */
        if ((byte & 0xc0) != 0x80) {
            return false;
        }
        *code = *code << 6 | (byte & 0x3f);
    }
    return *code >= least[length];
}

static bool is_in(uint32_t code, uint32_t first, uint32_t last) {
    return code >= first && code <= last;
}

/* Not a control character, a line or paragraph separator, half of a pair, or one that changes the
 * direction. */
static bool is_shown(uint32_t code) {
    return code >= 0x20 && !is_in(code, 0x7f, 0x9f) && code != 0x061c &&
           !is_in(code, 0x200e, 0x200f) && !is_in(code, 0x2028, 0x202e) &&
           !is_in(code, 0x2066, 0x2069) && !is_in(code, 0xd800, 0xdfff) && code <= 0x10ffff;
}

size_t bench_character(const char *text, bool *plain) {
    uint32_t code = 0;
    size_t length = length_of((unsigned char)text[0]);
    bool whole = length != 0 && decode(text, length, &code);
    *plain = whole && is_shown(code);
    return whole ? length : 1;
}

bool bench_text_is_plain(const char *text) {
    bool plain = true;
    while (plain && *text != '\0') {
        text += bench_character(text, &plain);
    }
    return plain;
}

void bench_make_plain(char *text) {
    char *to = text;
    while (*text != '\0') {
        bool plain;
        size_t length = bench_character(text, &plain);
        if (plain) {
            memmove(to, text, length);
        } else {
            *to = BENCH_NOT_PLAIN;
        }
        to += plain ? length : 1;
        text += length;
    }
    *to = '\0';
}
