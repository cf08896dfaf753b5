import AWSRuntime
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Speaks the Docker Engine API to one engine, in the version that both know.
struct EngineClient: Sendable {
    /// The newest version whose changes are known here, and the oldest that has all that is used (engine 20.10).
    static let newestVersion = APIVersion(major: 1, minor: 47)
    static let oldestVersion = APIVersion(major: 1, minor: 40)
    /// Answers that are read whole are far smaller.
    static let maximumAnswer = 16 * 1024 * 1024

    /// Engines are written in Go, which refuses a socket's path as a host; they do not look at it otherwise.
    static let host = "localhost"

    struct APIVersion: Comparable, Sendable, CustomStringConvertible {
        var major: Int
        var minor: Int

        init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }

        init?(_ text: String) {
            let parts = text.split(separator: ".").map { Int($0) }
            guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
            self.init(major: major, minor: minor)
        }

        var description: String { "\(major).\(minor)" }
        static func < (left: APIVersion, right: APIVersion) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    let endpoint: EngineEndpoint
    let http: HTTPClient
    let version: EngineVersion
    /// In front of every path: `http+unix://…/v1.41`.
    let base: String

    /// Finds out what answers at the endpoint.
    static func connect(to endpoint: EngineEndpoint, within limit: Duration) async throws(EngineError) -> EngineClient {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        // An engine that is not there is told at once; whoever wants to try again does so knowingly.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(5)
        configuration.decompression = .disabled
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let probe = Probe(endpoint: endpoint, http: http)
            let version = try await probe.version(within: limit)
            guard let newest = APIVersion(version.apiVersion) else {
                throw EngineError.unexpectedAnswer("its API version is '\(version.apiVersion)'")
            }
            guard newest >= oldestVersion else {
                throw EngineError.unexpectedAnswer(
                    "its API version is \(newest), but \(oldestVersion) is needed (Docker 20.10 or newer)")
            }
            let chosen = min(newest, newestVersion)
            return EngineClient(
                endpoint: endpoint, http: http, version: version, base: "\(endpoint.baseURL)/v\(chosen)")
        } catch {
            try? await http.shutdown()  // Nothing was sent that could be lost.
            throw translate(error)
        }
    }

    private struct Probe {
        var endpoint: EngineEndpoint
        var http: HTTPClient

        func version(within limit: Duration) async throws -> EngineVersion {
            var request = HTTPClientRequest(url: "\(endpoint.baseURL)/version")
            request.headers.add(name: "Host", value: EngineClient.host)
            let answer = try await http.execute(request, timeout: TimeAmount(limit))
            let body = Data(buffer: try await answer.body.collect(upTo: maximumAnswer))
            guard answer.status == .ok, let version = try? JSONDecoder().decode(EngineVersion.self, from: body) else {
                throw EngineError.unexpectedAnswer("GET /version gave status \(answer.status.code)")
            }
            return version
        }
    }

    /// Calls that end are over at once; containers that are hard to stop or start take longer.
    static let callLimit = Duration.seconds(60)

    /// One call whose answer is read whole.
    /// - Throws: `refused` for every status above 399.
    @discardableResult
    func call(
        _ method: HTTPMethod, _ path: String, _ query: [(String, String)] = [], body: (any Encodable & Sendable)? = nil,
        within limit: Duration? = EngineClient.callLimit
    ) async throws(EngineError) -> [UInt8] {
        do {
            let deadline = limit.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
            let answer = try await http.execute(try request(method, path, query, body), deadline: deadline)
            let bytes = Array(try await answer.body.collect(upTo: Self.maximumAnswer).readableBytesView)
            guard answer.status.code < 400 else { throw Self.refusal(Int(answer.status.code), bytes) }
            return bytes
        } catch {
            throw Self.translate(error)
        }
    }

    /// One call whose answer is JSON.
    func ask<Answer: Decodable>(
        _ type: Answer.Type, _ method: HTTPMethod, _ path: String, _ query: [(String, String)] = [],
        body: (any Encodable & Sendable)? = nil, within limit: Duration? = EngineClient.callLimit
    ) async throws(EngineError) -> Answer {
        let bytes = try await call(method, path, query, body: body, within: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw .unexpectedAnswer("\(method.rawValue) \(path): \(error)")
        }
    }

    /// One call whose answer goes on for as long as something runs; `piece` gets the bytes as they come.
    func stream(
        _ method: HTTPMethod, _ path: String, _ query: [(String, String)] = [], body: (any Encodable & Sendable)? = nil,
        piece: (ByteBuffer) async -> Void
    ) async throws(EngineError) {
        do {
            let answer = try await http.execute(try request(method, path, query, body), deadline: .distantFuture)
            guard answer.status.code < 400 else {
                let bytes = Array(try await answer.body.collect(upTo: Self.maximumAnswer).readableBytesView)
                throw Self.refusal(Int(answer.status.code), bytes)
            }
            for try await buffer in answer.body { await piece(buffer) }
        } catch {
            throw Self.translate(error)
        }
    }

    /// Sends a stream of bytes, and reads the answer whole.
    func send<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes, type: String, to path: String, _ query: [(String, String)] = [], within limit: Duration
    ) async throws(EngineError) -> [UInt8] where Bytes.Element == ByteBuffer {
        do {
            var request = try request(.POST, path, query, nil)
            request.headers.replaceOrAdd(name: "Content-Type", value: type)
            request.body = .stream(bytes, length: .unknown)
            let answer = try await http.execute(request, timeout: TimeAmount(limit))
            let result = Array(try await answer.body.collect(upTo: Self.maximumAnswer).readableBytesView)
            guard answer.status.code < 400 else { throw Self.refusal(Int(answer.status.code), result) }
            return result
        } catch {
            throw Self.translate(error)
        }
    }

    func close() async {
        try? await http.shutdown()  // Its only error is that it was closed before.
    }

    private func request(
        _ method: HTTPMethod, _ path: String, _ query: [(String, String)], _ body: (any Encodable & Sendable)?
    ) throws -> HTTPClientRequest {
        let words = query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        var request = HTTPClientRequest(
            url: base + path + (words.isEmpty ? "" : "?" + words.joined(separator: "&")))
        request.method = method
        request.headers.add(name: "Host", value: Self.host)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        }
        return request
    }

    private static func refusal(_ status: Int, _ body: [UInt8]) -> EngineError {
        let message = (try? JSONDecoder().decode(EngineComplaint.self, from: Data(body)))?.message
        return .refused(
            status: status, message: message ?? String(decoding: body.prefix(300), as: UTF8.self))
    }

    private static func translate(_ error: any Error) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is CancellationError: .cancelled
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: .timedOut
        case let error as IOError: .unreachable(Disk.describe(errorCode: error.errnoCode).lowercased())
        case let error as NIOConnectionError:
            .unreachable(error.connectionErrors.first.map { "\($0.error)" } ?? "connection failed")
        default: .unreachable("\(error)")
        }
    }
}

extension Data {
    init(buffer: ByteBuffer) { self.init(buffer.readableBytesView) }
}
