import Foundation
import Testing

/// A small static program that behaves as a container may: well, or badly. Compiled once by the C compiler.
enum ProbeProgram {
    static let source = """
        #include <errno.h>
        #include <fcntl.h>
        #include <netinet/in.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>
        static void bye(int s) { (void)s; write(1, "bye\\n", 4); _exit(0); }
        static int serve(int port) {
            int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = {0};
            a.sin_family = AF_INET; a.sin_port = htons(port);
            setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
            if (bind(s, (void *)&a, sizeof a) || listen(s, 8)) { perror("bind"); return 3; }
            printf("listening on %d\\n", port); fflush(stdout);
            for (;;) {
                char b[4096]; int c = accept(s, 0, 0); if (c < 0) continue;
                if (read(c, b, sizeof b) >= 0)
                    dprintf(c, "HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n");
                close(c);
            }
        }
        static int ask(int port) {
            struct sockaddr_in a = {0}; char b[512]; int s = socket(AF_INET, SOCK_STREAM, 0);
            a.sin_family = AF_INET; a.sin_port = htons(port); a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (connect(s, (void *)&a, sizeof a)) { perror("connect"); return 1; }
            write(s, "GET / HTTP/1.1\\r\\n\\r\\n", 18);
            return read(s, b, sizeof b) > 0 ? 0 : 1;
        }
        int main(int n, char **v) {
            const char *what = n > 1 ? v[1] : "serve", *arg = n > 2 ? v[2] : "";
            if (!strcmp(what, "serve")) {
                const char *p = n > 2 ? arg : getenv("PORT");
                signal(SIGTERM, bye); return serve(p ? atoi(p) : 8080);
            }
            if (!strcmp(what, "ask")) return ask(atoi(arg));
            if (!strcmp(what, "exit")) return atoi(arg);
            if (!strcmp(what, "abort")) { signal(SIGABRT, SIG_DFL); raise(SIGABRT); kill(getpid(), SIGKILL); }
            if (!strcmp(what, "fault")) { *(volatile int *)8 = 1; }
            if (!strcmp(what, "wait")) { printf("waiting\\n"); fflush(stdout); for (;;) pause(); }
            if (!strcmp(what, "polite")) {
                signal(SIGTERM, bye); printf("waiting\\n"); fflush(stdout); for (;;) pause();
            }
            if (!strcmp(what, "deaf")) {
                signal(SIGTERM, SIG_IGN); printf("waiting\\n"); fflush(stdout); for (;;) pause();
            }
            if (!strcmp(what, "print")) {
                printf("one\\ntwo \\xc3\\xa9\\n\\nlast"); fflush(stdout);
                fprintf(stderr, "error one\\n"); return 7;
            }
            if (!strcmp(what, "flood")) {
                for (int i = 0; i < atoi(arg); i++) putchar('x');
                putchar('\\n'); return 0;
            }
            if (!strcmp(what, "eat")) {
                size_t left = (size_t)atoi(arg) << 20;
                while (left) { size_t k = 1 << 20; char *p = malloc(k); if (!p) return 9; memset(p, 1, k); left -= k; }
                printf("full\\n"); return 0;
            }
            if (!strcmp(what, "tell")) {
                char d[4096]; int f = open("/touched", O_CREAT | O_WRONLY, 0600);
                printf("uid %d gid %d\\n", getuid(), getgid());
                printf("in %s\\n", getcwd(d, sizeof d) ? d : "?");
                printf("root %s\\n", f >= 0 ? "writable" : errno == EROFS ? "read-only" : "denied");
                printf("process %d\\n", getpid());
                for (int i = 2; i < n; i++) printf("%s=%s\\n", v[i], getenv(v[i]) ? getenv(v[i]) : "(unset)");
                return 0;
            }
            return 64;
        }

        """

    struct Unavailable: Error, CustomStringConvertible {
        var description: String
    }

    /// The program's file, or why there is none.
    static let binary: Result<URL, Unavailable> = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slipway-probe-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let code = folder.appending(path: "probe.c")
            try source.write(to: code, atomically: true, encoding: .utf8)
            let binary = folder.appending(path: "probe")
            let (status, output) = try Shell.run(["gcc", "-static", "-O1", "-w", "-o", binary.path, code.path])
            guard status == 0 else { return .failure(Unavailable(description: "gcc -static failed: \(output)")) }
            let kept = URL(filePath: NSTemporaryDirectory()).appending(path: "slipway-probe-\(getpid())")
            try? FileManager.default.removeItem(at: kept)
            try FileManager.default.moveItem(at: binary, to: kept)
            try FileManager.default.removeItem(at: folder)
            atexit {
                try? FileManager.default.removeItem(atPath: NSTemporaryDirectory() + "/slipway-probe-\(getpid())")
            }
            return .success(kept)
        } catch {
            return .failure(Unavailable(description: "no C compiler: \(error)"))
        }
    }()
}

/// Programs run to their end. Not by Foundation's `Process`: that waits for everything a program leaves running, too.
enum Shell {
    /// - Returns: the exit status, and standard output and error together.
    @discardableResult
    static func run(_ words: [String]) throws -> (Int32, String) {
        let path = NSTemporaryDirectory() + "/slipway-output-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let output = FileManager.default.contents(atPath: path) ?? Data()
        return (
            status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, String(decoding: output, as: UTF8.self)
        )
    }
}
