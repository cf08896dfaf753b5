/* A small static program that behaves as a container may: well, or badly. Tests and benchmarks put it into images.
 * Its first argument says how it behaves; the comments in main tell. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void bye(int s) {
    (void)s;
    if (write(1, "bye\n", 4) < 0) _exit(1);
    _exit(0);
}

static void say(const char *line) {
    puts(line);
    fflush(stdout);
}

/* Answers every request with the status and, as body, with RELEASE or "hello". */
static int serve(int port, const char *status) {
    int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    const char *release = getenv("RELEASE");
    struct timeval patience = {5, 0}; /* for a connection on which nothing is asked */
    struct sockaddr_in a = {0};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (void *)&a, sizeof a) || listen(s, 128)) {
        perror("bind");
        return 3;
    }
    if (!release) release = "hello";
    printf("listening on %d\n", port);
    fflush(stdout);
    for (;;) {
        char b[4096];
        int c = accept(s, 0, 0);
        if (c < 0) continue;
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (read(c, b, sizeof b) > 0)
            dprintf(c, "HTTP/1.1 %s Said\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s\n", status,
                    strlen(release) + 1, release);
        close(c);
    }
}

static int ask(int port) {
    struct sockaddr_in a = {0};
    char b[512];
    int s = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(s, (void *)&a, sizeof a)) {
        perror("connect");
        return 1;
    }
    if (write(s, "GET / HTTP/1.1\r\n\r\n", 18) < 0) return 1;
    return read(s, b, sizeof b) > 0 ? 0 : 1;
}

/* Who and where it is, and the variables that are named. */
static int tell(int n, char **names) {
    char d[4096];
    int f = open("/touched", O_CREAT | O_WRONLY, 0600);
    printf("uid %d gid %d\n", getuid(), getgid());
    printf("in %s\n", getcwd(d, sizeof d) ? d : "?");
    printf("root %s\n", f >= 0 ? "writable" : errno == EROFS ? "read-only" : "denied");
    printf("process %d\n", getpid());
    for (int i = 0; i < n; i++) printf("%s=%s\n", names[i], getenv(names[i]) ? getenv(names[i]) : "(unset)");
    return 0;
}

/* Fills so many MiB. */
static int eat(size_t left) {
    for (left <<= 20; left; left -= 1 << 20) {
        char *p = malloc(1 << 20);
        if (!p) return 9;
        memset(p, 1, 1 << 20);
    }
    say("full");
    return 0;
}

int main(int n, char **v) {
    const char *what = n > 1 ? v[1] : "serve", *arg = n > 2 ? v[2] : "";
    if (!strcmp(what, "serve")) { /* [PORT [STATUS]] */
        const char *p = n > 2 ? arg : getenv("PORT");
        signal(SIGTERM, bye);
        return serve(p ? atoi(p) : 8080, n > 3 ? v[3] : "200");
    }
    if (!strcmp(what, "late")) { /* PORT; serves only after twenty seconds, and says before that it begins */
        signal(SIGTERM, bye);
        say("starting");
        sleep(20);
        return serve(atoi(arg), "200");
    }
    if (!strcmp(what, "ask")) return ask(atoi(arg)); /* PORT of a neighbour */
    if (!strcmp(what, "exit")) return atoi(arg);     /* CODE */
    if (!strcmp(what, "abort")) {
        signal(SIGABRT, SIG_DFL);
        raise(SIGABRT);
        kill(getpid(), SIGKILL);
    }
    if (!strcmp(what, "fault")) *(volatile int *)8 = 1;
    if (!strcmp(what, "wait")) say("waiting");
    if (!strcmp(what, "polite")) { /* waits, and ends when asked */
        signal(SIGTERM, bye);
        say("waiting");
    }
    if (!strcmp(what, "deaf")) { /* waits, and does not end when asked */
        signal(SIGTERM, SIG_IGN);
        say("waiting");
    }
    if (!strcmp(what, "wait") || !strcmp(what, "polite") || !strcmp(what, "deaf"))
        for (;;) pause();
    if (!strcmp(what, "print")) {
        printf("one\ntwo \xc3\xa9\n\nlast");
        fflush(stdout);
        fprintf(stderr, "error one\n");
        return 7;
    }
    if (!strcmp(what, "flood")) { /* COUNT characters in one line */
        for (int i = 0; i < atoi(arg); i++) putchar('x');
        putchar('\n');
        return 0;
    }
    if (!strcmp(what, "eat")) return eat((size_t)atoi(arg)); /* MIB */
    if (!strcmp(what, "tell")) return tell(n - 2, v + 2);    /* NAME... */
    return 64;
}
