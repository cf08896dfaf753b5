#define _GNU_SOURCE
#include "CTaskSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef __linux__

// Namespaces are Linux's; elsewhere the runtime that needs them is not offered.
pid_t task_spawn(const struct task_spawn *what, int *stage, int *code) {
    (void)what;
    *stage = TASK_SPAWN_CLONE;
    *code = ENOSYS;
    return -1;
}

int task_spawn_probe(bool own_user) {
    (void)own_user;
    return ENOSYS;
}

int task_pipe(int descriptors[2]) { return pipe(descriptors); }

#else

#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif
#define LAST_CAPABILITY 63

// Sent to the parent: a failure, or the number of the process that goes on.
struct report {
    int stage;
    int code;
    pid_t process;
};

// glibc's wrappers of some calls speak to other threads, which a child does not have: the plain calls are used.
static pid_t plain_clone(unsigned long flags) { return (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0); }

static void tell(int pipe, int stage, int code, pid_t process) {
    struct report report = {stage, code, process};
    ssize_t ignored = write(pipe, &report, sizeof report);
    (void)ignored;
}

static _Noreturn void fail(int pipe, int stage) {
    tell(pipe, stage, errno ? errno : EINVAL, 0);
    _exit(127);
}

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = write(file, text, strlen(text));
    int code = errno;
    close(file);
    errno = code;
    return count < 0 ? -1 : 0;
}

static void reset_signals(void) {
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &plain, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void set_descriptors(const struct task_spawn *what, int pipe) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(what->output, 1) < 0 || dup2(what->error, 2) < 0)
        fail(pipe, TASK_SPAWN_FOLDER);
}

static void map_user(unsigned user, unsigned group, int pipe) {
    char line[64];
    if (write_file("/proc/self/setgroups", "deny") < 0) fail(pipe, TASK_SPAWN_USER);
    snprintf(line, sizeof line, "0 %u 1", user);
    if (write_file("/proc/self/uid_map", line) < 0) fail(pipe, TASK_SPAWN_USER);
    snprintf(line, sizeof line, "0 %u 1", group);
    if (write_file("/proc/self/gid_map", line) < 0) fail(pipe, TASK_SPAWN_USER);
}

static int below(char *buffer, const char *root, const char *rest) {
    int count = snprintf(buffer, PATH_MAX, "%s%s", root, rest);
    if (count > 0 && count < PATH_MAX) return 0;
    errno = ENAMETOOLONG;
    return -1;
}

// A fresh /dev with what programs expect; the nodes are this machine's own.
static void make_devices(const char *root, int pipe) {
    static const char *const nodes[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
    static const char *const links[][2] = {{"/proc/self/fd", "/dev/fd"},
                                           {"/proc/self/fd/0", "/dev/stdin"},
                                           {"/proc/self/fd/1", "/dev/stdout"},
                                           {"/proc/self/fd/2", "/dev/stderr"}};
    char path[PATH_MAX];
    if (below(path, root, "/dev") < 0 || mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k") < 0)
        fail(pipe, TASK_SPAWN_MOUNT);
    for (size_t index = 0; index < sizeof nodes / sizeof *nodes; index++) {
        if (below(path, root, nodes[index]) < 0) fail(pipe, TASK_SPAWN_MOUNT);
        int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        if (file < 0) fail(pipe, TASK_SPAWN_MOUNT);
        close(file);
        if (mount(nodes[index], path, NULL, MS_BIND, NULL) < 0 && errno != ENOENT) fail(pipe, TASK_SPAWN_MOUNT);
    }
    for (size_t index = 0; index < sizeof links / sizeof *links; index++)
        if (below(path, root, links[index][1]) < 0 || symlink(links[index][0], path) < 0) fail(pipe, TASK_SPAWN_MOUNT);
    if (below(path, root, "/dev/shm") < 0 || mkdir(path, 01777) < 0 ||
        mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777,size=64m") < 0)
        fail(pipe, TASK_SPAWN_MOUNT);
}

static void enter_root(const struct task_spawn *what, int pipe) {
    char path[PATH_MAX];
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail(pipe, TASK_SPAWN_MOUNT);
    if (what->overlay) {
        if (mount("overlay", what->root, "overlay", 0, what->overlay) < 0) fail(pipe, TASK_SPAWN_OVERLAY);
    } else if (mount(what->root, what->root, NULL, MS_BIND | MS_REC, NULL) < 0) {
        fail(pipe, TASK_SPAWN_MOUNT);
    }
    if (below(path, what->root, "/proc") < 0 ||
        mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        fail(pipe, TASK_SPAWN_MOUNT);
    make_devices(what->root, pipe);
    // Not allowed everywhere, and hardly missed.
    if (below(path, what->root, "/sys") == 0) {
        int ignored = mount("sysfs", path, "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL);
        (void)ignored;
    }
    if (what->hostname && sethostname(what->hostname, strlen(what->hostname)) < 0) fail(pipe, TASK_SPAWN_MOUNT);
    if (chdir(what->root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
        fail(pipe, TASK_SPAWN_MOUNT);
}

// Inside the new root already, so links cannot lead out.
static void enter_folder(const struct task_spawn *what, int pipe) {
    char path[PATH_MAX];
    if (below(path, what->folder, "") < 0) fail(pipe, TASK_SPAWN_FOLDER);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
    mkdir(path, 0755);
    if (chdir(path) < 0) fail(pipe, TASK_SPAWN_FOLDER);
    if (what->read_only && mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0) fail(pipe, TASK_SPAWN_MOUNT);
}

// What container engines leave to root, without the making of device nodes.
static const int kept_capabilities[] = {CAP_CHOWN,   CAP_DAC_OVERRIDE,     CAP_FSETID,     CAP_FOWNER, CAP_NET_RAW,
                                        CAP_SETGID,  CAP_SETUID,           CAP_SETFCAP,    CAP_SETPCAP,
                                        CAP_KILL,    CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_AUDIT_WRITE};

static void take_identity(const struct task_spawn *what, int pipe) {
    unsigned long long kept = 0;
    for (size_t index = 0; index < sizeof kept_capabilities / sizeof *kept_capabilities; index++)
        kept |= 1ULL << kept_capabilities[index];
    for (int number = 0; number <= LAST_CAPABILITY; number++)
        if (!(kept >> number & 1)) prctl(PR_CAPBSET_DROP, number, 0, 0, 0);
    // In a user namespace of an unprivileged caller there is one user and one group, and no more can be had.
    if (!what->own_user) {
        // Programs open /dev/stdout anew, which asks who owns the pipe.
        if (fchown(1, what->user, what->group) < 0 || fchown(2, what->user, what->group) < 0 ||
            syscall(SYS_setgroups, what->group_count, what->groups) < 0 ||
            syscall(SYS_setresgid, what->group, what->group, what->group) < 0 ||
            syscall(SYS_setresuid, what->user, what->user, what->user) < 0)
            fail(pipe, TASK_SPAWN_CREDENTIALS);
    }
    if (what->user == 0 || what->own_user) {
        struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
        struct __user_cap_data_struct data[2] = {{0}};
        for (int half = 0; half < 2; half++) {
            data[half].effective = data[half].permitted = (__u32)(kept >> (32 * half));
        }
        if (syscall(SYS_capset, &header, data) < 0) fail(pipe, TASK_SPAWN_CREDENTIALS);
    }
}

static _Noreturn void run_program(const struct task_spawn *what, int pipe) {
    take_identity(what, pipe);
    if (what->join == 0) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    umask(022);
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(what->program, what->arguments, what->environment);
    const char *reason = errno == ENOEXEC  ? "exec format error"
                         : errno == ENOENT ? "no such file or directory"
                         : errno == EACCES ? "permission denied"
                                           : "cannot be executed";
    dprintf(2, "exec %s: %s\n", what->program, reason);
    _exit(1);
}

// Passes signals on to its one child and reaps whatever else ends, until the child ends.
static _Noreturn void be_init(pid_t child) {
    sigset_t all;
    sigfillset(&all);
    for (;;) {
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
            if (ended == child) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        int number = sigwaitinfo(&all, NULL);
        if (number > 0 && number != SIGCHLD) kill(child, number);
    }
}

static void join_groups(const struct task_spawn *what, int pipe) {
    for (const char *const *file = what->groups_files; file && *file; file++)
        if (write_file(*file, "0") < 0) fail(pipe, TASK_SPAWN_GROUP);
}

static _Noreturn void start(const struct task_spawn *what, unsigned user, unsigned group, int pipe) {
    setsid();
    set_descriptors(what, pipe);
    join_groups(what, pipe);
    if (what->own_user) map_user(user, group, pipe);
    if (what->network) {
        int file = open(what->network, O_RDONLY | O_CLOEXEC);
        if (file < 0 || setns(file, CLONE_NEWNET) < 0) fail(pipe, TASK_SPAWN_NETWORK);
        // As in container engines: any user may listen on any port. Older kernels do not have it.
        write_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    }
    enter_root(what, pipe);
    enter_folder(what, pipe);
    if (what->run_init) {
        sigset_t all;
        sigfillset(&all);
        pid_t child = plain_clone(0);
        if (child < 0) fail(pipe, TASK_SPAWN_CLONE);
        if (child > 0) {
            struct sigaction plain;
            memset(&plain, 0, sizeof plain);
            plain.sa_handler = SIG_DFL;
            for (int number = 1; number < NSIG; number++) sigaction(number, &plain, NULL);
            sigprocmask(SIG_SETMASK, &all, NULL);
            prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            syscall(SYS_close_range, 3U, ~0U, 0);
            be_init(child);
        }
        setsid();
    }
    reset_signals();
    run_program(what, pipe);
}

static _Noreturn void join(const struct task_spawn *what, int pipe) {
    static const char *const names[] = {"user", "net", "ipc", "uts", "pid", "mnt"};
    static const int kinds[] = {CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWPID, CLONE_NEWNS};
    int files[6];
    char path[64];
    set_descriptors(what, pipe);
    join_groups(what, pipe);
    for (int index = 0; index < 6; index++) {
        snprintf(path, sizeof path, "/proc/%d/ns/%s", (int)what->join, names[index]);
        files[index] = open(path, O_RDONLY | O_CLOEXEC);
        if (files[index] < 0) fail(pipe, TASK_SPAWN_JOIN);
    }
    for (int index = 0; index < 6; index++) {
        // Not left by the container, so there is nothing to join.
        if ((kinds[index] == CLONE_NEWUSER && !what->own_user) || (kinds[index] == CLONE_NEWNET && !what->network)) continue;
        if (setns(files[index], kinds[index]) < 0) fail(pipe, TASK_SPAWN_JOIN);
    }
    // The PID namespace holds for children only; this one becomes a child of the caller.
    pid_t child = plain_clone(CLONE_PARENT);
    if (child < 0) fail(pipe, TASK_SPAWN_CLONE);
    if (child > 0) {
        tell(pipe, 0, 0, child);
        _exit(0);
    }
    setsid();
    enter_folder(what, pipe);
    reset_signals();
    run_program(what, pipe);
}

static void reap(pid_t process) {
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
    }
}

pid_t task_spawn(const struct task_spawn *what, int *stage, int *code) {
    int pipe[2];
    *stage = TASK_SPAWN_CLONE;
    if (pipe2(pipe, O_CLOEXEC) < 0) {
        *code = errno;
        return -1;
    }
    unsigned user = geteuid(), group = getegid();
    unsigned long flags = 0;
    if (what->join == 0) flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | (what->own_user ? CLONE_NEWUSER : 0);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t process = plain_clone(flags);
    if (process == 0) {
        close(pipe[0]);
        if (what->join) join(what, pipe[1]);
        start(what, user, group, pipe[1]);
    }
    int clone_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(pipe[1]);
    if (process < 0) {
        close(pipe[0]);
        *code = clone_error;
        return -1;
    }
    // The pipe ends when the program is executed; until then reports come.
    struct report report;
    pid_t running = what->join ? 0 : process;
    bool failed = false;
    for (;;) {
        ssize_t count = read(pipe[0], &report, sizeof report);
        if (count < 0 && errno == EINTR) continue;
        if (count != sizeof report) break;
        if (report.stage) {
            failed = true;
            *stage = report.stage;
            *code = report.code;
        } else {
            running = report.process;
        }
    }
    close(pipe[0]);
    if (what->join) reap(process);
    if (!failed && running > 0) return running;
    if (running > 0) reap(running);
    if (!failed) *code = ECHILD;
    return -1;
}

int task_spawn_probe(bool own_user) {
    unsigned long flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | (own_user ? CLONE_NEWUSER : 0);
    pid_t process = plain_clone(flags);
    if (process == 0) {
        // Some systems allow a user namespace and then nothing in it.
        if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) _exit(errno);
        _exit(0);
    }
    if (process < 0) return errno;
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
}

int task_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }

#endif

int task_free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int port = -1;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0) return -1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0
        && getsockname(descriptor, (struct sockaddr *)&address, &length) == 0)
        port = ntohs(address.sin_port);
    close(descriptor);
    return port;
}
