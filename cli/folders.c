#include "folders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file system that cannot exchange names calls the old folder meanwhile. */
#define ASIDE ".old"

/* ---- making ---- */

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Makes one folder; one that is there is good too. */
static bool make_one(const char *path, bool *made) {
    *made = mkdir(path, 0777) == 0;
    if (*made || errno != EEXIST) {
        return *made;
    }
    bool there = is_folder(path);
    errno = there ? 0 : ENOTDIR;
    return there;
}

bool folder_make(const char *path, size_t *first_made) {
    char part[FOLDER_PATH_MAX];
    const size_t length = strlen(path);
    *first_made = 0;
    if (length == 0 || length >= sizeof part) {
        errno = length == 0 ? ENOENT : ENAMETOOLONG;
        return false;
    }
    for (size_t end = 1; end <= length; end++) {
        bool made = false;
        if (path[end] != '/' && path[end] != '\0') {
            continue;
        }
        (void)snprintf(part, sizeof part, "%.*s", (int)end, path);
        /* A parent that is there need not be one that this process could make. */
        if (!make_one(part, &made) && !is_folder(part)) {
            int error = errno;
            folder_unmake(part, *first_made);
            errno = error;
            return false;
        }
        *first_made = made && *first_made == 0 ? end : *first_made;
    }
    return true;
}

void folder_unmake(const char *path, size_t first_made) {
    char part[FOLDER_PATH_MAX];
    size_t length = strlen(path);
    while (first_made != 0 && length >= first_made && length < sizeof part) {
        (void)snprintf(part, sizeof part, "%.*s", (int)length, path);
        (void)rmdir(part); /* only if it is empty */
        const char *slash = strrchr(part, '/');
        length = slash != NULL ? (size_t)(slash - part) : 0;
    }
}

/* ---- claiming ---- */

/* The folder may have got another name between its opening and its locking. */
static bool still_has_name(int folder, const char *path) {
    struct stat opened;
    struct stat named;
    return fstat(folder, &opened) == 0 && lstat(path, &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Where the file system knows no locks, only who made a folder may have it. */
static folder_claim_t try_claim(const char *path, bool only_new, int *lock) {
    bool made = mkdir(path, 0777) == 0;
    if (!made && (errno != EEXIST || only_new)) {
        return errno == EEXIST ? FOLDER_BUSY : FOLDER_CANNOT;
    }
    *lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*lock < 0) {
        return FOLDER_CANNOT;
    }
    bool locked = flock(*lock, LOCK_EX | LOCK_NB) == 0;
    if (!locked && (errno == EWOULDBLOCK || !made)) {
        close(*lock);
        return FOLDER_BUSY;
    }
    if (!still_has_name(*lock, path)) {
        close(*lock);
        errno = ENOENT;
        return FOLDER_CANNOT;
    }
    return made ? FOLDER_MADE : FOLDER_FOUND;
}

static folder_claim_t claim_folder(const char *path, bool only_new, int *lock) {
    folder_claim_t claim;
    int tries = 0;
    do { /* until no other process renames it meanwhile */
        *lock = -1;
        claim = try_claim(path, only_new, lock);
    } while (claim == FOLDER_CANNOT && errno == ENOENT && ++tries < 10);
    if (claim == FOLDER_BUSY || claim == FOLDER_CANNOT) {
        *lock = -1;
    }
    return claim;
}

folder_claim_t folder_claim(const char *path, int *lock) {
    return claim_folder(path, false, lock);
}

/* What another process has just made is not touched: it may not have locked it yet. */
folder_claim_t folder_claim_new(const char *path, int *lock) {
    return claim_folder(path, true, lock);
}

int folder_hold(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)flock(folder, LOCK_EX | LOCK_NB);
    }
    return folder;
}

/* ---- replacing ---- */

static bool cannot_exchange(int error) {
    return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

/* In two steps: if this process is killed between them, the old folder is whole at `aside`. */
static bool put_aside(const char *from, const char *to, const char *aside) {
    if (rename(to, aside) != 0) {
        return false;
    }
    if (rename(from, to) == 0) {
        return true;
    }
    int error = errno;
    (void)rename(aside, to);
    errno = error;
    return false;
}

static bool exchange(const char *from, const char *to, char stays_at[FOLDER_PATH_MAX]) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0) {
        (void)snprintf(stays_at, FOLDER_PATH_MAX, "%s", from);
        return true;
    }
    if (!cannot_exchange(errno)) {
        return false;
    }
    (void)snprintf(stays_at, FOLDER_PATH_MAX, "%.*s" ASIDE, FOLDER_PATH_MAX - 8, to);
    return put_aside(from, to, stays_at);
}

bool folder_restore(const char *path) {
    char aside[FOLDER_PATH_MAX];
    int length = snprintf(aside, sizeof aside, "%s" ASIDE, path);
    return length > 0 && (size_t)length < sizeof aside && access(path, F_OK) != 0 &&
           rename(aside, path) == 0;
}

bool folder_put(const char *from, const char *to, char stays_at[FOLDER_PATH_MAX]) {
    stays_at[0] = '\0';
    return access(to, F_OK) != 0 ? rename(from, to) == 0 : exchange(from, to, stays_at);
}

static bool is_entry(const char *name) {
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* A file system without RENAME_NOREPLACE is asked first. */
static bool move_entry(int from, int to, const char *name) {
    if (renameat2(from, name, to, name, RENAME_NOREPLACE) == 0) {
        return true;
    }
    return cannot_exchange(errno) && faccessat(to, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
           renameat(from, name, to, name) == 0;
}

bool folder_move_entries(const char *from, const char *to) {
    DIR *entries = opendir(from);
    int target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct dirent *entry;
    while (entries != NULL && target >= 0 && (entry = readdir(entries)) != NULL) {
        if (is_entry(entry->d_name)) {
            (void)move_entry(dirfd(entries), target, entry->d_name);
        }
    }
    if (target >= 0) {
        close(target);
    }
    if (entries != NULL) {
        closedir(entries);
    }
    return rmdir(from) == 0; /* only if it is empty */
}
