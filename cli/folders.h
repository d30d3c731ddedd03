/* folders.h - folders are made with their parents, claimed by one process, and put in the place of
 * others. */
#ifndef CLI_FOLDERS_H
#define CLI_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

#define FOLDER_PATH_MAX 4096

/* Makes the folder and whatever of its path is missing. *first_made is for folder_unmake. False:
 * errno tells why, and nothing new is left. */
bool folder_make(const char *path, size_t *first_made);

/* Removes what folder_make made of the path, as far as it is empty. */
void folder_unmake(const char *path, size_t first_made);

typedef enum folder_claim {
    FOLDER_MADE,  /* the folder is new, and claimed */
    FOLDER_FOUND, /* it was there, and is claimed */
    FOLDER_BUSY,  /* another process claims it, or may do so */
    FOLDER_CANNOT /* errno tells why */
} folder_claim_t;

/* Makes the folder, or takes the one that is there, and claims it for this process. The claim ends
 * when *lock is closed, at the latest when the process ends. */
folder_claim_t folder_claim(const char *path, int *lock);

/* The same of a folder that nobody has made yet; one that is there is busy. */
folder_claim_t folder_claim_new(const char *path, int *lock);

/* Keeps others from claiming the folder until what it gives is closed; -1: there is none. */
int folder_hold(const char *path);

/* Gives `from` the name `to`, in the same folder. Whatever had that name is at `stays_at` after
 * that ("": nothing had it): at `from`, or under another name where the file system cannot exchange
 * two. At any moment both are whole. False: errno tells why, and nothing is changed. */
bool folder_put(const char *from, const char *to, char stays_at[FOLDER_PATH_MAX]);

/* Puts a folder back in its place that folder_put, when it was killed, left under another name.
 * Tells whether there was one. */
bool folder_restore(const char *path);

/* Moves whatever is in `from` to `to`, where no entry of that name is there. Tells whether `from`
 * is empty, and removes it then. */
bool folder_move_entries(const char *from, const char *to);

#endif
