// Starts a process in namespaces of its own, or in those of a running one: between fork and exec only a few system calls
// are safe, which Swift cannot promise to keep to. Everything that decides is in Swift; this only does, in order.
#ifndef CTASKSPAWN_H
#define CTASKSPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct task_spawn {
    // The program as the new process sees it, its words and its environment; both end with NULL.
    const char *program;
    char *const *arguments;
    char *const *environment;
    // Becomes `/`; a folder. NULL when an existing process is joined.
    const char *root;
    // Mount options of an overlay to put at the root first; NULL for none.
    const char *overlay;
    // Made when it is not there.
    const char *folder;
    const char *hostname;
    // A network namespace's file; NULL keeps the caller's.
    const char *network;
    // Files of control groups to join by writing to; ends with NULL.
    const char *const *groups_files;
    unsigned user;
    unsigned group;
    const unsigned *groups;
    size_t group_count;
    // Descriptors that become standard output and error.
    int output;
    int error;
    bool read_only;
    // A first process that passes signals on and reaps, as tini does.
    bool run_init;
    // A user namespace in which the caller is root, for callers that are not.
    bool own_user;
    // The first process of a container whose namespaces are joined; 0 makes new ones.
    pid_t join;
};

// What was being done when it failed.
enum task_spawn_stage {
    TASK_SPAWN_CLONE = 1,
    TASK_SPAWN_USER,
    TASK_SPAWN_GROUP,
    TASK_SPAWN_NETWORK,
    TASK_SPAWN_OVERLAY,
    TASK_SPAWN_MOUNT,
    TASK_SPAWN_FOLDER,
    TASK_SPAWN_CREDENTIALS,
    TASK_SPAWN_JOIN,
};

// Returns the process's number, or -1 with the stage and errno. The process dies with the calling thread.
// A program that cannot be executed says so on its standard error and exits with 1, as with container engines.
pid_t task_spawn(const struct task_spawn *what, int *stage, int *code);

// Whether namespaces can be made at all; 0, or errno.
int task_spawn_probe(bool own_user);

// A pipe that is not inherited. 0, or -1 with errno.
int task_pipe(int descriptors[2]);

// A port of 127.0.0.1 that was free a moment ago, -1 where there is none.
int task_free_port(void);

#endif
