import AsyncHTTPClient
import Foundation
import LocalAWS
import Logging
import NIOCore
import OCI
import TestSupport
import Testing

/// The runtimes that the contract is held against.
enum RuntimeKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case docker
    case process
    case processWithMappedPorts = "process with mapped ports"

    var testDescription: String { rawValue }

    /// Why it cannot be tried on this machine; nil when it can.
    var obstacle: String? {
        if case .failure(let reason) = ProbeProgram.binary { return "\(reason)" }
        switch self {
        case .docker: return PrivateEngine.endpoint == nil ? "no engine" : nil
        case .process: return getuid() == 0 ? nil : "root is needed to make network namespaces"
        case .processWithMappedPorts: return nil
        }
    }
}

/// One runtime with its own folder, for one test; afterwards it is shut down and must have left nothing.
final class RuntimeFixture: Sendable {
    let kind: RuntimeKind
    let runtime: any TaskRuntime
    let instance: RuntimeInstance
    let folder: URL
    let recorder = EventRecorder()

    init(kind: RuntimeKind, runtime: any TaskRuntime, instance: RuntimeInstance, folder: URL) {
        self.kind = kind
        self.runtime = runtime
        self.instance = instance
        self.folder = folder
    }

    /// Runs `body`, or prints why it cannot.
    static func with(_ kind: RuntimeKind, _ body: (RuntimeFixture) async throws -> Void) async throws {
        if let obstacle = kind.obstacle {
            print("skipped for \(kind.rawValue): \(obstacle)")
            return
        }
        try await withTemporaryFolder { folder in
            let instance = RuntimeInstance.current(nonce: UUID().uuidString.filter { $0 != "-" })
            let runtime: any TaskRuntime
            do {
                runtime = try await make(kind, instance, folder)
            } catch let error as RuntimeUnavailable where getuid() != 0 {
                return print("skipped for \(kind.rawValue): \(error)")
            }
            let fixture = RuntimeFixture(kind: kind, runtime: runtime, instance: instance, folder: folder)
            let recording = Task { await fixture.recorder.record(runtime.events) }
            do {
                try await body(fixture)
            } catch {
                await runtime.shutdown()
                throw error
            }
            await runtime.shutdown()
            await recording.value
            try await fixture.expectNothingLeft()
        }
    }

    /// A runtime that is shut down afterwards, whatever happens.
    static func withRuntime(
        _ kind: RuntimeKind, _ instance: RuntimeInstance, _ folder: URL, _ body: (any TaskRuntime) async throws -> Void
    ) async throws {
        let runtime = try await make(kind, instance, folder)
        do {
            try await body(runtime)
            await runtime.shutdown()
        } catch {
            await runtime.shutdown()
            throw error
        }
    }

    static func make(
        _ kind: RuntimeKind, _ instance: RuntimeInstance, _ folder: URL
    ) async throws -> any TaskRuntime {
        var logger = Logger(label: "test")
        logger.logLevel = .warning
        switch kind {
        case .docker:
            let endpoint = try #require(PrivateEngine.endpoint)
            return try await DockerRuntime.connect(
                to: [endpoint], instance: instance, time: WallTime(), logger: logger)
        case .process, .processWithMappedPorts:
            return try await ProcessRuntime.open(
                stateFolder: folder.appending(path: "state").path, instance: instance,
                networking: kind == .process ? .automatic : .mappedPorts, time: WallTime(), logger: logger)
        }
    }

    func image(_ change: (inout ProbeImage) -> Void = { _ in }) throws -> RunnableImage {
        var image = ProbeImage(in: folder)
        change(&image)
        return try image.build()
    }

    /// A network and one container in it that runs the probe with the given words.
    func run(
        _ words: [String], task: TaskID = RuntimeFixture.freshTask(), name: String = "main",
        image: RunnableImage? = nil, _ change: (inout ContainerSpec) -> Void = { _ in }
    ) async throws -> (ContainerKey, TaskNetwork) {
        let key = ContainerKey(task: task, name: name)
        var spec = ContainerSpec(key: key, image: try image ?? self.image(), command: words, ports: [8080])
        change(&spec)
        let network = try await runtime.createNetwork(task: task, ports: [8080])
        try await runtime.prepareImage(spec.image)
        try await runtime.start(spec, network: network)
        return (key, network)
    }

    static func freshTask() -> TaskID {
        TaskID(UUID().uuidString.filter { $0 != "-" }.lowercased())
    }

    /// The body at `/` of whatever listens.
    func get(_ network: TaskNetwork, port: Int = 8080) async throws -> String {
        let request = HTTPClientRequest(url: "http://\(network.address):\(network.portMap[port] ?? port)/")
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        return String(buffer: try await answer.body.collect(upTo: 1024))
    }

    /// Command lines of all processes of this machine that contain the text.
    static func processes(mentioning text: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { Int($0) != nil }.compactMap { number in
            guard let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else { return nil }
            let words = String(decoding: line, as: UTF8.self).replacing("\0", with: " ")
            return words.contains(text) ? words : nil
        }
    }

    /// Everything on this machine or in the engine that carries the text.
    func traces(of text: String) throws -> [String] {
        var traces = Self.processes(mentioning: text)
        switch kind {
        case .docker:
            let engine = try #require(PrivateEngine.endpoint?.description)
            for what in [
                ["ps", "-a", "--no-trunc", "--format", "container {{.Labels}}"],
                ["network", "ls", "--format", "network {{.Name}}"],
                ["images", "--format", "image {{.Tag}}"],
            ] {
                let (status, output) = try Shell.run(["docker", "-H", engine] + what)
                try #require(status == 0, "\(output)")
                traces += output.split(separator: "\n").map(String.init).filter { $0.contains(text) }
            }
        case .process, .processWithMappedPorts:
            var words = [text]
            if let instance = RuntimeInstance(id: text) { words.append(instance.shortMark) }
            for command in [
                ["ls", "/run/netns"], ["ip", "-br", "link"], ["find", folder.appending(path: "state").path],
                ["find", "/sys/fs/cgroup", "-type", "d", "-path", "*slipway*"],
            ] {
                let (_, output) = try Shell.run(command)
                traces += output.split(separator: "\n").map(String.init).filter { line in
                    words.contains { line.contains($0) }
                }
            }
        }
        return traces
    }

    private func expectNothingLeft() async throws {
        #expect(try traces(of: instance.id) == [])
    }
}

extension RuntimeKind {
    /// Whether containers listen on other ports than their own.
    var mapsPorts: Bool { self == .processWithMappedPorts }
    /// Without root there is one user only.
    var keepsUsers: Bool { self == .docker || getuid() == 0 }
    /// Control groups of either version can be written.
    var enforcesMemory: Bool {
        self == .docker || access("/sys/fs/cgroup/memory/cgroup.procs", W_OK) == 0
            || (try? String(contentsOfFile: "/sys/fs/cgroup/cgroup.subtree_control", encoding: .utf8))?.contains(
                "memory")
                ?? false
    }
}

extension RuntimeFixture {
    static func awaitSweep(_ runtime: any TaskRuntime) async {
        if let docker = runtime as? DockerRuntime { await docker.awaitSweep() }
        if let process = runtime as? ProcessRuntime { await process.awaitSweep() }
    }
}
