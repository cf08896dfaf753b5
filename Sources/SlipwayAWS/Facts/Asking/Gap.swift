import AWSRuntime
import SlipwayDeploy
import SlipwayDomain

/// Why a question has no answer.
enum Gap: Error, Hashable, Sendable {
    case missing
    case denied(action: String)
    case unknown(reason: String)

    func fact<Value>() -> Fact<Value> {
        switch self {
        case .missing: .missing
        case .denied(let action): .denied(action: action)
        case .unknown(let reason): .unknown(reason: reason)
        }
    }
}

extension Fact {
    /// What `body` finds out, or why it cannot.
    static func of(_ body: () async throws(Gap) -> Value) async -> Fact {
        do throws(Gap) {
            return .known(try await body())
        } catch {
            return error.fact()
        }
    }

    /// The value, or what keeps us from it.
    func known() throws(Gap) -> Value {
        switch self {
        case .known(let value): return value
        case .missing: throw .missing
        case .denied(let action): throw .denied(action: action)
        case .unknown(let reason): throw .unknown(reason: reason)
        case .planned: throw .missing
        }
    }
}

extension AWSCallError {
    /// - Parameter codes: with which the service says that the thing is not there.
    func gap(_ action: String, missing codes: Set<String> = []) -> Gap {
        if let code {
            if codes.contains(code) { return .missing }
            if AccessDenial.codes.contains(code) { return .denied(action: action) }
            if NotOffered.codes.contains(code) { return .unknown(reason: NotOffered.reason) }
        }
        switch targetFailure(action) {
        case .denied(let action, _): return .denied(action: action)
        case .noCredentials(let detail): return .unknown(reason: "no credentials: \(detail)")
        case .credentialsRefused(_, let detail): return .unknown(reason: "AWS refused the credentials: \(detail)")
        // Without the operation, so that a hundred questions to an AWS out of reach have one and the same reason.
        case .unreachable(_, let detail): return .unknown(reason: detail)
        case .notFound(_, let detail): return .unknown(reason: detail)
        case .refused(_, let code, let message): return .unknown(reason: "\(code): \(message)")
        case .uncertain(_, let detail): return .unknown(reason: detail)
        case .cancelled: return .unknown(reason: "cancelled")
        }
    }
}

/// An endpoint that has no such call: an embedded AWS of another version, a proxy, a service that the region lacks.
enum NotOffered {
    static let codes: Set = ["NotImplemented", "UnknownOperationException", "InvalidAction"]
    static let reason = "the endpoint does not offer the call"
}

extension FactsCollector {
    func ask<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input, missing codes: Set<String> = []
    ) async throws(Gap) -> O.Output {
        do {
            return try await clients.caller.call(operation, input)
        } catch {
            throw error.gap(O.action, missing: codes)
        }
    }

    /// The items of all pages, up to a limit.
    func all<O: AWSOperation, Item: Sendable>(
        _ pages: AWSPages<O>, missing codes: Set<String> = [], limit: Int = 1000, items: (O.Output) -> [Item]?
    ) async throws(Gap) -> [Item] {
        var found: [Item] = []
        do {
            for try await page in pages {
                found += items(page) ?? []
                if found.count >= limit { break }
            }
        } catch {
            throw error.gap(O.action, missing: codes)
        }
        return found
    }

    /// What `body` makes of each of the keys, all at once.
    func each<Key: Hashable & Sendable, Value: Sendable>(
        _ keys: some Sequence<Key>, _ body: @escaping @Sendable (Key) async -> Value
    ) async -> [Key: Value] {
        await withTaskGroup(of: (Key, Value).self) { group in
            for key in Set(keys) { group.addTask { (key, await body(key)) } }
            var found: [Key: Value] = [:]
            for await (key, value) in group { found[key] = value }
            return found
        }
    }

    /// What `body` finds out within the limit, else the other value; `body` is then cancelled.
    func within<Value: Sendable>(
        _ limit: Duration, else other: Value, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        let clock = settings.clock
        return await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                // Cancelled once the other is done; nothing hangs on why it woke.
                try? await clock.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? other
        }
    }
}
