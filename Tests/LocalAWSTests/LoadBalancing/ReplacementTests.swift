import AsyncHTTPClient
import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@Suite("Replacing targets under load", .timeLimit(.minutes(2)))
struct ReplacementTests {
    @Test("loses no request while every target is replaced again and again")
    func rollingReplacement() async throws {
        try await DataPlaneFixture.with { fixture in
            let load = Load(port: fixture.port, group: fixture.group)
            var running = [try await fixture.start("r0a"), try await fixture.start("r0b")]
            async let result = load.run(clients: 16)
            // Each round waits until its own targets have answered, so that the load is known to have moved.
            for round in 1...6 {
                let new = [try await fixture.start("r\(round)a"), try await fixture.start("r\(round)b")]
                await load.waitForAnswers(200)
                for old in running {
                    try fixture.drain(port: old.port)
                    try await fixture.waitUntilQuiet(old)
                    fixture.plane.cut([old.number])
                    // The task is gone with all its connections.
                    try await old.backend.stop()
                }
                running = new
                await load.waitForAnswers(200)
            }
            load.stop()
            let (answers, failures) = try await result
            #expect(failures.isEmpty)
            #expect(answers.values.reduce(0, +) >= 2400)
            #expect(Set(answers.keys).isSuperset(of: ["r0a", "r3b", "r6a", "r6b"]))
        }
    }

    @Test("lets a request in flight finish on a draining target, and cuts it when the delay is over")
    func inFlight() async throws {
        try await DataPlaneFixture.with { fixture in
            let signal = fixture.group.next().makePromise(of: Void.self)
            let arrivals = Arrivals()
            let backend = try await fixture.addBackend { request in
                arrivals.note(request.head.uri)
                return request.head.uri == "/never" ? .silence : .later(signal.futureResult, "finished")
            }
            let number = fixture.number(port: backend.port)
            let patient = try await fixture.client()
            let unlucky = try await fixture.client()
            try await patient.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            try await unlucky.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n")
            await arrivals.wait(for: 2)
            try fixture.drain(port: backend.port)
            #expect(try await fixture.get().hasPrefix("HTTP/1.1 503"))
            signal.succeed()
            #expect(await patient.read(until: "finished").hasPrefix("HTTP/1.1 200 OK"))
            fixture.plane.cut([number])
            #expect(await unlucky.read(until: "</html>").hasPrefix("HTTP/1.1 502"))
            // The clients' own connections go on.
            try await fixture.addBackend { _ in .whole(.ok, body: "next one") }
            for client in [patient, unlucky] {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await client.read(until: "next one").hasPrefix("HTTP/1.1 200 OK"))
                try await client.close()
            }
        }
    }
}

/// A target of the rolling replacement, which counts what it is answering.
struct RollingTarget {
    var name: String
    var number: Int
    var port: Int
    var backend: TestBackend
}

extension DataPlaneFixture {
    func start(_ name: String) async throws -> RollingTarget {
        let backend = try await addBackend { _ in .whole(.ok, body: name) }
        return RollingTarget(name: name, number: number(port: backend.port), port: backend.port, backend: backend)
    }

    /// Each lane has run what was put to it before, and has had time for the answers that were on their way.
    func waitUntilQuiet(_ target: RollingTarget) async throws {
        for _ in 0..<10 {
            for loop in group.makeIterator() { try await loop.submit {}.get() }
            _ = try await get("/quiet")
        }
    }
}

/// Keep-alive clients that ask without pause.
final class Load: Sendable {
    private struct State {
        var isStopped = false
        var answers: [String: Int] = [:]
        var failures: [String] = []
        var total = 0
        var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let port: Int
    private let group: any EventLoopGroup

    init(port: Int, group: any EventLoopGroup) {
        self.port = port
        self.group = group
    }

    func stop() { state.withLock { $0.isStopped = true } }

    func run(clients: Int) async throws -> ([String: Int], [String]) {
        let http = HTTPClient(eventLoopGroupProvider: .shared(group))
        await withTaskGroup { group in
            for client in 0..<clients {
                group.addTask { await self.ask(http, client) }
            }
        }
        try await http.shutdown()
        return state.withLock { ($0.answers, $0.failures) }
    }

    private func ask(_ http: HTTPClient, _ client: Int) async {
        var turn = 0
        while !state.withLock({ $0.isStopped }) {
            turn += 1
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/load")
            if turn % 3 == client % 3 {
                request.method = .POST
                request.body = .bytes(ByteBuffer(repeating: 0x61, count: 2000))
            }
            do {
                let response = try await http.execute(request, timeout: .seconds(30))
                let body = try await String(buffer: response.body.collect(upTo: 10_000))
                note(response.status == .ok ? .success(body) : .failure(.init("\(response.status.code)")))
            } catch {
                note(.failure(.init("\(error)")))
            }
        }
    }

    private struct Failure: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    private func note(_ result: Result<String, Failure>) {
        let due = state.withLock { state in
            state.total += 1
            switch result {
            case .success(let name): state.answers[name, default: 0] += 1
            case .failure(let failure): state.failures.append(failure.text)
            }
            let due = state.watchers.filter { $0.0 <= state.total }
            state.watchers.removeAll { $0.0 <= state.total }
            return due.map(\.1)
        }
        for watcher in due { watcher.resume() }
    }

    /// Returns when so many more requests have been answered, well or badly.
    func waitForAnswers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.watchers.append(($0.total + count, continuation)) }
        }
    }
}

/// Lets a test wait until requests have arrived.
final class Arrivals: Sendable {
    private struct State {
        var seen: [String] = []
        var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func note(_ name: String) {
        let due = state.withLock { state in
            state.seen.append(name)
            let due = state.watchers.filter { $0.0 <= state.seen.count }
            state.watchers.removeAll { $0.0 <= state.seen.count }
            return due.map(\.1)
        }
        for watcher in due { watcher.resume() }
    }

    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.seen.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
