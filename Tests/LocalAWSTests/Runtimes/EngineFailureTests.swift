import Foundation
import LocalAWS
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// An engine that is not there, is something else, or goes away.
@Suite("Engines that fail", .timeLimit(.minutes(3)))
struct EngineFailureTests {
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private static func connect(_ path: String) async throws -> DockerRuntime {
        try await DockerRuntime.connect(
            to: [.unix(path: path)], instance: .current(nonce: "failing"), time: WallTime(), logger: logger,
            within: .milliseconds(300))
    }

    /// Listens on a socket and answers every connection with the text, or never.
    private static func withServer(_ answer: String?, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "s").path
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let answer { try channel.pipeline.syncOperations.addHandler(Answering(answer: answer)) }
                    }
                }
                .bind(unixDomainSocketPath: path).get()
            do {
                try await body(path)
                try await server.close()
            } catch {
                try await server.close()
                throw error
            }
        }
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let answer: String

        init(answer: String) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            context.close(promise: nil)
        }
    }

    @Test("a socket that is missing is named, with the kernel's reason")
    func missing() async throws {
        let error = await #expect(throws: RuntimeUnavailable.self) {
            _ = try await Self.connect("/nowhere/docker.sock")
        }
        #expect(error?.message.contains("unix:///nowhere/docker.sock: no such file or directory") == true)
    }

    @Test("an engine that does not answer is given up in time")
    func silent() async throws {
        try await Self.withServer(nil) { path in
            let error = await #expect(throws: RuntimeUnavailable.self) { _ = try await Self.connect(path) }
            #expect(error?.message.contains("no answer within") == true)
        }
    }

    @Test(
        "something that is no engine is told apart",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "SSH-2.0-nonsense\r\n",
        ])
    func strangers(answer: String) async throws {
        try await Self.withServer(answer) { path in
            await #expect(throws: RuntimeUnavailable.self) { _ = try await Self.connect(path) }
        }
    }

    @Test("an engine that is too old is refused with the version that is needed")
    func old() async throws {
        let body = #"{"Version":"1.13","ApiVersion":"1.26","Os":"linux","Arch":"amd64"}"#
        try await Self.withServer("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)") { path in
            let error = await #expect(throws: RuntimeUnavailable.self) { _ = try await Self.connect(path) }
            #expect(error?.message.contains("20.10 or newer") == true)
        }
    }

    @Test("containers of an engine that dies are given up, and starting more says what to do")
    func dies() async throws {
        let folder = "/tmp/slipway-engine-\(UUID().uuidString.prefix(8).lowercased())"
        let (status, output) = try Shell.run([PrivateEngine.script, "start", folder, "\(getpid())"])
        guard status == 0, case .success = ProbeProgram.binary else { return print("skipped: \(output)") }
        defer { _ = try? Shell.run([PrivateEngine.script, "stop", folder]) }
        try await withTemporaryFolder { blobs in
            let runtime = try await DockerRuntime.connect(
                to: [.unix(path: folder + "/docker.sock")], instance: .current(nonce: "dies"),
                time: WallTime(speed: 20), logger: Self.logger)
            let recorder = EventRecorder()
            let recording = Task { await recorder.record(runtime.events) }
            do {
                let task = RuntimeFixture.freshTask()
                let key = ContainerKey(task: task, name: "main")
                let spec = ContainerSpec(key: key, image: try ProbeImage(in: blobs).build(), command: ["wait"])
                let network = try await runtime.createNetwork(task: task, ports: [])
                try await runtime.start(spec, network: network)
                await recorder.line("waiting", of: key)
                try Shell.run(["sh", "-c", "kill -9 $(cat \(folder)/pid)"])
                let exit = await recorder.exit(of: key)
                #expect(exit?.lost?.errorClass == "CannotInspectContainerError")
                let failure = await #expect(throws: RuntimeFailure.self) {
                    try await runtime.start(spec, network: network)
                }
                #expect(failure?.detail.hasPrefix("Cannot connect to the Docker daemon at unix://\(folder)") == true)
                #expect(failure?.detail.contains("--runtime process") == true)
                await runtime.stop(key, timeout: .seconds(1))
            } catch {
                await runtime.shutdown()
                throw error
            }
            await runtime.shutdown()
            await recording.value
        }
    }
}
