import Foundation
import LocalAWS
import OCI
import Testing

/// What every runtime promises; the same tests for each.
@Suite("Runtimes", .privateEngine, .timeLimit(.minutes(5)))
struct RuntimeContractTests {
    @Test("a task's address answers from this machine", arguments: RuntimeKind.allCases)
    func reachable(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, network) = try await fixture.run(["serve"])
            await fixture.recorder.wait { $0.lines(key).contains { $0.hasPrefix("listening on") } }
            #expect(try await fixture.get(network) == "hello\n")
            #expect(try await fixture.runtime.createNetwork(task: key.task, ports: [8080]) == network)
        }
    }

    @Test("tasks never share an address and port", arguments: RuntimeKind.allCases)
    func ownAddresses(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (first, one) = try await fixture.run(["serve"])
            let (second, other) = try await fixture.run(["serve"])
            #expect((one.address, one.portMap[8080] ?? 8080) != (other.address, other.portMap[8080] ?? 8080))
            for (key, network) in [(first, one), (second, other)] {
                await fixture.recorder.wait { $0.lines(key).contains { $0.hasPrefix("listening on") } }
                #expect(try await fixture.get(network) == "hello\n")
            }
        }
    }

    @Test(
        "output comes as lines of each stream, the last one without its end, then the exit",
        arguments: RuntimeKind.allCases)
    func output(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["print"])
            #expect(await fixture.recorder.exit(of: key) == ExitStatus(code: 7))
            #expect(fixture.recorder.seen.lines(key) == ["one", "two é", "", "last"])
            #expect(fixture.recorder.seen.lines(key, .standardError) == ["error one"])
        }
    }

    @Test("a line without end is passed on in bounded pieces", arguments: RuntimeKind.allCases)
    func longLines(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["flood", "700000"])
            _ = await fixture.recorder.exit(of: key)
            let lines = fixture.recorder.seen.lines(key)
            #expect(lines.map(\.utf8.count).reduce(0, +) == 700_000)
            #expect(lines.count == 3)
        }
    }

    @Test("a container that dies by a signal exits with 128 and its number", arguments: RuntimeKind.allCases)
    func signals(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["fault"])
            #expect(await fixture.recorder.exit(of: key) == ExitStatus(code: 128 + 11))
        }
    }

    @Test(
        "commands inside a container give their exit code, or nothing after their time", arguments: RuntimeKind.allCases
    )
    func commands(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, network) = try await fixture.run(["serve"])
            await fixture.recorder.wait { $0.lines(key).contains { $0.hasPrefix("listening on") } }
            let runtime = fixture.runtime
            let port = "\(network.portMap[8080] ?? 8080)"
            let inner = kind.mapsPorts ? port : "8080"
            #expect(try await runtime.execute(["/probe", "ask", inner], in: key, timeout: .seconds(20)) == 0)
            #expect(try await runtime.execute(["/probe", "ask", "1"], in: key, timeout: .seconds(20)) == 1)
            #expect(try await runtime.execute(["/probe", "exit", "42"], in: key, timeout: .seconds(20)) == 42)
            let missing = try await runtime.execute(["/nowhere"], in: key, timeout: .seconds(20))
            #expect(missing == 126 || missing == 127)
            let mark = "mark-\(UUID().uuidString)"
            #expect(try await runtime.execute(["/probe", "deaf", mark], in: key, timeout: .seconds(1)) == nil)
            #expect(RuntimeFixture.processes(mentioning: mark) == [])
        }
    }

    @Test("a command in a container that has ended is refused", arguments: RuntimeKind.allCases)
    func commandsAfterTheEnd(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["exit", "0"])
            _ = await fixture.recorder.exit(of: key)
            await #expect(throws: RuntimeFailure.self) {
                _ = try await fixture.runtime.execute(["/probe", "exit", "0"], in: key, timeout: .seconds(20))
            }
        }
    }

    @Test("stopping lets a container end by itself", arguments: RuntimeKind.allCases)
    func politeStop(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["polite"])
            await fixture.recorder.line("waiting", of: key)
            await fixture.runtime.stop(key, timeout: .seconds(60))
            #expect(await fixture.recorder.exit(of: key) == ExitStatus(code: 0))
            #expect(fixture.recorder.seen.lines(key) == ["waiting", "bye"])
        }
    }

    @Test("stopping kills a container that does not end in time", arguments: RuntimeKind.allCases)
    func hardStop(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["deaf"])
            await fixture.recorder.line("waiting", of: key)
            await fixture.runtime.stop(key, timeout: .seconds(1))
            #expect(await fixture.recorder.exit(of: key) == ExitStatus(code: 137))
        }
    }

    @Test("a container above its memory is killed, and the exit says so", arguments: RuntimeKind.allCases)
    func memory(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            guard kind.enforcesMemory else { return print("skipped for \(kind.rawValue): memory is not enforced") }
            let (key, _) = try await fixture.run(["eat", "256"]) { $0.memoryLimitBytes = 32 << 20 }
            #expect(await fixture.recorder.exit(of: key) == ExitStatus(code: 137, killedForMemory: true))
            let (modest, _) = try await fixture.run(["eat", "8"]) { $0.memoryLimitBytes = 64 << 20 }
            #expect(await fixture.recorder.exit(of: modest) == ExitStatus(code: 0))
        }
    }

    @Test("the environment reaches the container, and no command line of this machine", arguments: RuntimeKind.allCases)
    func secrets(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let canary = "canary-\(UUID().uuidString)"
            let watching = Task {
                var seen: [String] = []
                while !Task.isCancelled {
                    seen += RuntimeFixture.processes(mentioning: canary)
                    await Task.yield()
                }
                return seen
            }
            let image = try fixture.image { $0.environment = ["FROM_IMAGE=yes", "BOTH=image", "LD_PRELOAD=/none.so"] }
            let (key, _) = try await fixture.run(
                ["tell", "SECRET", "FROM_IMAGE", "BOTH", "odd.name"], image: image
            ) {
                $0.environment = [.init("SECRET", canary), .init("BOTH", "task"), .init("odd.name", "odd")]
            }
            _ = await fixture.recorder.exit(of: key)
            watching.cancel()
            #expect(await watching.value == [])
            let lines = fixture.recorder.seen.lines(key)
            #expect(lines.suffix(4) == ["SECRET=\(canary)", "FROM_IMAGE=yes", "BOTH=task", "odd.name=odd"])
        }
    }

    @Test("user, folder, read-only root and init are as the task definition says", arguments: RuntimeKind.allCases)
    func settings(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            guard kind.keepsUsers else { return print("skipped for \(kind.rawValue): users need root") }
            let image = try fixture.image {
                $0.files["etc/passwd"] = ("root:x:0:0::/:\napp:x:1234:2345::/app:\n", 0o644)
                $0.files["etc/group"] = ("root:x:0:\nextra:x:77:app\n", 0o644)
            }
            let (plain, _) = try await fixture.run(["tell"], image: image)
            _ = await fixture.recorder.exit(of: plain)
            #expect(
                fixture.recorder.seen.lines(plain) == ["uid 0 gid 0", "in /", "root writable", "process 1"])
            let (changed, _) = try await fixture.run(["tell"], image: image) {
                $0.user = "app"
                $0.workingDirectory = "/tmp"
                $0.runInit = true
            }
            _ = await fixture.recorder.exit(of: changed)
            let lines = fixture.recorder.seen.lines(changed)
            #expect(lines.prefix(3) == ["uid 1234 gid 2345", "in /tmp", "root denied"])
            #expect(lines.last != "process 1")
            let (locked, _) = try await fixture.run(["tell"], image: image) { $0.readOnlyRootFilesystem = true }
            _ = await fixture.recorder.exit(of: locked)
            #expect(fixture.recorder.seen.lines(locked).contains("root read-only"))
        }
    }

    @Test(
        "the image's command, working folder, user and stop signal hold where the task says nothing",
        arguments: RuntimeKind.allCases)
    func imageDefaults(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            guard kind.keepsUsers else { return print("skipped for \(kind.rawValue): users need root") }
            let image = try fixture.image {
                $0.command = ["tell"]
                $0.user = "7:8"
                $0.workingDirectory = "/tmp"
            }
            let (key, _) = try await fixture.run([], image: image) { $0.command = nil }
            _ = await fixture.recorder.exit(of: key)
            #expect(fixture.recorder.seen.lines(key).prefix(2) == ["uid 7 gid 8", "in /tmp"])
            let interrupted = try fixture.image { $0.stopSignal = "SIGINT" }
            let (other, _) = try await fixture.run(["serve"], image: interrupted)
            await fixture.recorder.wait { $0.lines(other).contains { $0.hasPrefix("listening on") } }
            // The first process of a container only gets signals that it asks for: SIGINT does nothing here.
            await fixture.runtime.stop(other, timeout: .milliseconds(200))
            #expect(await fixture.recorder.exit(of: other) == ExitStatus(code: 137))
        }
    }

    @Test("containers of one task speak over loopback, also after one has ended", arguments: RuntimeKind.allCases)
    func oneTask(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            guard !kind.mapsPorts else { return print("skipped for \(kind.rawValue): it has no network namespaces") }
            let task = RuntimeFixture.freshTask()
            let (first, _) = try await fixture.run(["exit", "0"], task: task, name: "first")
            #expect(await fixture.recorder.exit(of: first) == ExitStatus(code: 0))
            let (server, network) = try await fixture.run(["serve"], task: task, name: "server")
            await fixture.recorder.wait { $0.lines(server).contains { $0.hasPrefix("listening on") } }
            let (client, _) = try await fixture.run(["ask", "8080"], task: task, name: "client")
            #expect(await fixture.recorder.exit(of: client) == ExitStatus(code: 0))
            #expect(try await fixture.get(network) == "hello\n")
        }
    }

    @Test("what cannot start is refused in ECS's words", arguments: RuntimeKind.allCases)
    func startFailures(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let image = try fixture.image {
                $0.files["notes.txt"] = ("no program\n", 0o644)
                $0.environment = ["PATH=/bin:/"]
            }
            func failure(_ words: [String]) async throws -> RuntimeFailure {
                do {
                    _ = try await fixture.run([], image: image) { $0.entryPoint = words }
                    throw RuntimeFailure("none", "it started")
                } catch let error as RuntimeFailure {
                    return error
                }
            }
            let unknown = try await failure(["migrate-all"])
            #expect(unknown.errorClass == "CannotStartContainerError")
            #expect(unknown.detail.hasPrefix("Error response from daemon: "))
            #expect(unknown.detail.contains(#"exec: "migrate-all": executable file not found in $PATH"#))
            let absent = try await failure(["/app/server"])
            #expect(absent.detail.contains(#"exec: "/app/server": stat /app/server: no such file or directory"#))
            let denied = try await failure(["/notes.txt"])
            #expect(denied.detail.contains(#"exec: "/notes.txt": permission denied"#))
        }
    }

    @Test("a program for another processor ends at once and says so", arguments: RuntimeKind.allCases)
    func foreignPrograms(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let image = try fixture.image {
                $0.files["other"] = ("\u{7F}ELF\u{2}\u{1}\u{1}, but no program at all", 0o755)
            }
            let (key, _) = try await fixture.run([], image: image) { $0.entryPoint = ["/other"] }
            #expect(await fixture.recorder.exit(of: key)?.code == 1)
            await fixture.recorder.wait { seen in
                seen.lines.contains { $0.container == key && $0.text.contains("exec /other: exec format error") }
            }
        }
    }

    @Test("an upper layer hides and replaces files of a lower one", arguments: RuntimeKind.allCases)
    func layers(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let image = try fixture.image {
                $0.files["hidden"] = ("#!/probe exit\n", 0o755)
                var upper = LayerContents()
                upper.add(.bytes([], mode: 0o644), at: "/.wh.hidden")
                $0.upperLayers = [upper]
            }
            await #expect(throws: RuntimeFailure.self) {
                _ = try await fixture.run([], image: image) { $0.entryPoint = ["/hidden"] }
            }
        }
    }

    @Test("removing a task leaves nothing of it", arguments: RuntimeKind.allCases)
    func removal(kind: RuntimeKind) async throws {
        try await RuntimeFixture.with(kind) { fixture in
            let (key, _) = try await fixture.run(["deaf"])
            let (other, network) = try await fixture.run(["serve"])
            await fixture.recorder.line("waiting", of: key)
            await fixture.runtime.remove(task: key.task)
            #expect(try fixture.traces(of: key.task.rawValue) == [])
            await fixture.recorder.wait { $0.lines(other).contains { $0.hasPrefix("listening on") } }
            #expect(try await fixture.get(network) == "hello\n")
            await fixture.runtime.remove(task: key.task)
        }
    }
}
