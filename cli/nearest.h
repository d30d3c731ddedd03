/* nearest.h - what was meant by a word that is not known. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

/* The known word that a mistyped one is nearest to, so far. */
typedef struct nearest {
    const char *word;  /* that is not known */
    size_t length;     /* of it */
    const char *found; /* NULL: none is near enough. Borrowed */
    unsigned distance;
} nearest_t;

nearest_t nearest_to(const char *word, size_t length);

/* Tries one known word more. A word of which every third letter would have to change is not near.
 */
void nearest_try(nearest_t *nearest, const char *known);

#endif
