/* A program to be counted, which knows nothing of it. Its first argument says what it does. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef OWN_ALLOCATOR
/* An allocator that is linked into the program. */
static char memory[1 << 20];
static size_t used;

void *malloc(size_t size) {
    used += (size + 15) / 16 * 16;
    return used <= sizeof memory ? memory + used - (size + 15) / 16 * 16 : NULL;
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size);
}

void *realloc(void *block, size_t size) {
    void *moved = malloc(size);
    return block == NULL || moved == NULL ? moved : memcpy(moved, block, size);
}

void free(void *block) {
    (void)block;
}
#endif

#ifdef PAST_MALLOC
void *__libc_malloc(size_t size);
#define malloc(size) __libc_malloc(size)
#endif

static const char *self;

/* Through volatile: what is not used is not taken out. */
static __attribute__((noinline)) void allocate(int blocks) {
    for (int i = 0; i < blocks; i++) {
        void *volatile block = malloc(100);
        free(block);
    }
}

static int run(int argc, char **argv) {
    int blocks = argc > 2 ? atoi(argv[2]) : 10;
    allocate(blocks);
    return 0;
}

/* Of what it frees a thread keeps seven small and seven middle ones. The rest of a large one lies
 * in front of the first middle one, with which it would become one if that was freed in earnest. */
static int splits(int argc, char **argv) {
    void *volatile small[9];
    void *volatile middle[7];
    (void)argc;
    (void)argv;
    for (int i = 0; i < 9; i++) {
        small[i] = malloc(24);
    }
    void *volatile large = malloc(1496);
    for (int i = 0; i < 7; i++) {
        middle[i] = malloc(136);
    }
    free(large);
    large = malloc(1464); /* all of it but 32 bytes */
    for (int i = 0; i < 9; i++) {
        free(small[i]);
    }
    for (int i = 7; i-- > 0;) {
        free(middle[i]);
    }
    return 0;
}

/* What it makes is there at its end. */
static int keep(int argc, char **argv) {
    int blocks = argc > 2 ? atoi(argv[2]) : 10;
    for (int i = 0; i < blocks; i++) {
        void *volatile kept = malloc(100);
        (void)kept;
    }
    return 0;
}

/* Every function of the allocator, once: 9 allocations, one of them a realloc that moves. */
static int all(int argc, char **argv) {
    void *volatile blocks[8];
    void *aligned = NULL;
    (void)argc;
    (void)argv;
    blocks[0] = malloc(100);
    blocks[1] = calloc(10, 10);
    blocks[2] = realloc(NULL, 100);
    blocks[2] = realloc(blocks[2], 200000);
    blocks[3] = reallocarray(NULL, 10, 10);
    blocks[4] = aligned_alloc(64, 128);
    (void)posix_memalign(&aligned, 64, 100);
    blocks[5] = aligned;
    blocks[6] = strdup("text");
    blocks[7] = valloc(100);
    blocks[0] = realloc(blocks[0], 101); /* in place */
    for (int i = 0; i < 8; i++) {
        free(blocks[i]);
    }
    free(NULL);
    return 0;
}

static int end_of_child(pid_t child) {
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : 1;
}

/* The parent 10 and 1 for the child, which frees its copy of that and makes 10 more. */
static int forks(int argc, char **argv) {
    (void)argc;
    (void)argv;
    void *shared = malloc(100);
    pid_t child = fork();
    if (child == 0) {
        free(shared);
        allocate(10);
        _exit(0);
    }
    int status = end_of_child(child);
    allocate(10);
    free(shared);
    return status;
}

/* What the parent has is the child's memory as well. */
static int forks_large(int argc, char **argv) {
    size_t size = (size_t)100 << 20;
    char *large = malloc(size);
    (void)argc;
    (void)argv;
    if (large == NULL) {
        return 1;
    }
    memset(large, 1, size);
    pid_t child = fork();
    if (child == 0) {
        allocate(10);
        _exit(0);
    }
    free(large);
    return end_of_child(child);
}

static int exec_self(const char *what) {
    execl(self, self, what, "20", (char *)NULL);
    return errno;
}

/* 10, then 20 in another program. */
static int executes(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    return exec_self("run");
}

static int starts_without_environment(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    clearenv();
    return exec_self("run");
}

static int starts_another(int argc, char **argv) {
    allocate(10);
    pid_t child = fork();
    if (child == 0) {
        execl(argc > 2 ? argv[2] : "", "another", "run", "20", (char *)NULL);
        _exit(1);
    }
    return end_of_child(child);
}

/* Nothing that it had open is left. */
static int closes(int argc, char **argv) {
    (void)argc;
    (void)argv;
    for (int i = 0; i < 1024; i++) {
        close(i);
    }
    allocate(10);
    return 0;
}

#ifndef WITHOUT_LOADER
/* 5 in a file that is loaded and unloaded, and what the loader needs. */
static int loads(int argc, char **argv) {
    void (*allocate_in_plugin)(void);
    void *plugin = argc > 2 ? dlopen(argv[2], RTLD_NOW) : NULL;
    void *found = plugin != NULL ? dlsym(plugin, "allocate_in_plugin") : NULL;
    if (found == NULL) {
        return 1;
    }
    memcpy(&allocate_in_plugin, &found, sizeof allocate_in_plugin);
    allocate_in_plugin();
    return dlclose(plugin);
}
#endif

/* Blocks of a size that glibc keeps apart from those of the loop, which this interrupts. */
// NOLINTBEGIN(bugprone-signal-handler): what must not be done, and is counted all the same
static void allocate_in_handler(int signal_number) {
    (void)signal_number;
    void *volatile block = malloc(3000);
    free(block);
}
// NOLINTEND(bugprone-signal-handler)

static int signals(int argc, char **argv) {
    const struct itimerval often = {{0, 200}, {0, 200}};
    (void)argc;
    (void)argv;
    (void)signal(SIGALRM, allocate_in_handler);
    (void)setitimer(ITIMER_REAL, &often, NULL);
    allocate(100000);
    return 0;
}

static void *in_thread(void *argument) {
    allocate(20);
    return argument;
}

/* 10 on the first thread, 20 on the other, and what a thread needs. */
static int threads(int argc, char **argv) {
    pthread_t thread;
    (void)argc;
    (void)argv;
    allocate(10);
    return pthread_create(&thread, NULL, in_thread, NULL) + pthread_join(thread, NULL);
}

static void *outlives(void *argument) {
    sleep(1);
    allocate(20);
    exit(0);
    return argument;
}

static int outlived(int argc, char **argv) {
    pthread_t thread;
    (void)argc;
    (void)argv;
    allocate(10);
    (void)pthread_create(&thread, NULL, outlives, NULL);
    pthread_exit(NULL);
}

static void late(void) {
    allocate(7);
}

/* 10, 7 at exit. */
static int at_exit(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    return atexit(late);
}

static int killed(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    return raise(SIGKILL);
}

static int ends_with_3(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    return 3;
}

/* What the C library has behind its malloc, by a name that no symbol table shows. */
static void *past(const char *name) {
    return dlsym(RTLD_DEFAULT, name);
}

static int frees_another(int argc, char **argv) {
    void *(*get)(size_t size);
    void *found = past("__libc_malloc");
    (void)argc;
    (void)argv;
    memcpy(&get, &found, sizeof get);
    free(get(100));
    return 0;
}

static int freed_by_another(int argc, char **argv) {
    void (*give_back)(void *block);
    void *found = past("__libc_free");
    (void)argc;
    (void)argv;
    memcpy(&give_back, &found, sizeof give_back);
    for (int i = 0; i < 10; i++) {
        void *volatile block = malloc(100);
        give_back(block);
    }
    return 0;
}

/* One block, which no other is given the place of. */
static int frees_past(int argc, char **argv) {
    void (*give_back)(void *block);
    void *found = past("__libc_free");
    (void)argc;
    (void)argv;
    memcpy(&give_back, &found, sizeof give_back);
    void *volatile block = malloc(100);
    give_back(block);
    return 0;
}

/* 20 KiB in blocks that are there at the end. */
static int keeps_past(int argc, char **argv) {
    void *(*get)(size_t size);
    void *found = past("__libc_malloc");
    (void)argc;
    (void)argv;
    memcpy(&get, &found, sizeof get);
    allocate(10);
    for (int i = 0; i < 20; i++) {
        void *volatile kept = get(1024);
        (void)kept;
    }
    return 0;
}

/* 100 MiB of the kernel itself. */
static int maps(int argc, char **argv) {
    size_t size = (size_t)100 << 20;
    (void)argc;
    (void)argv;
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        return 1;
    }
    memset(block, 1, size);
    return 0;
}

/* 10, and 10 more where nobody counts. */
static int differs(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(getenv("VTBENCH_COUNT") == NULL ? 20 : 10);
    return 0;
}

static int leaves_behind(int argc, char **argv) {
    (void)argc;
    (void)argv;
    allocate(10);
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
    return 0;
}

static int sleeps(int argc, char **argv) {
    (void)argc;
    (void)argv;
    sleep(60);
    return 0;
}

static int stops(int argc, char **argv) {
    pid_t child = fork();
    (void)argc;
    (void)argv;
    if (child == 0) {
        (void)raise(SIGSTOP);
        allocate(20);
        _exit(0);
    }
    int status;
    (void)waitpid(child, &status, WUNTRACED);
    bool stopped = WIFSTOPPED(status);
    (void)kill(child, SIGCONT);
    return end_of_child(child) + !stopped;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} WAYS[] = {
    {"run", run},
    {"splits", splits},
    {"keep", keep},
    {"all", all},
    {"forks", forks},
    {"forks_large", forks_large},
    {"executes", executes},
    {"starts_without_environment", starts_without_environment},
    {"starts_another", starts_another},
    {"closes", closes},
#ifndef WITHOUT_LOADER
    {"loads", loads},
#endif
    {"signals", signals},
    {"threads", threads},
    {"outlived", outlived},
    {"at_exit", at_exit},
    {"killed", killed},
    {"ends_with_3", ends_with_3},
    {"frees_another", frees_another},
    {"freed_by_another", freed_by_another},
    {"frees_past", frees_past},
    {"keeps_past", keeps_past},
    {"maps", maps},
    {"differs", differs},
    {"leaves_behind", leaves_behind},
    {"sleeps", sleeps},
    {"stops", stops},
};

int main(int argc, char **argv) {
    self = argv[0];
    for (size_t i = 0; argc > 1 && i < sizeof WAYS / sizeof WAYS[0]; i++) {
        if (strcmp(argv[1], WAYS[i].name) == 0) {
            return WAYS[i].run(argc, argv);
        }
    }
    return 127;
}
