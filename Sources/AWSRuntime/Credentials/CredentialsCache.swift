/// Keeps credentials until shortly before they expire, and asks the chain once for all callers that wait.
package actor CredentialsCache {
    private let chain: CredentialsChain
    private let now: @Sendable () -> Timestamp
    /// How long before the expiration new ones are fetched.
    private let margin: Duration
    private let found: @Sendable (AWSCredentials) -> Void
    private var held: AWSCredentials?
    private var running: Task<Result<AWSCredentials, CredentialsError>, Never>?

    /// - Parameter found: is told all credentials before anybody uses them, so that they are never printed.
    package init(
        _ chain: CredentialsChain, margin: Duration = .seconds(300),
        found: @escaping @Sendable (AWSCredentials) -> Void = { _ in }, now: @escaping @Sendable () -> Timestamp
    ) {
        self.chain = chain
        self.margin = margin
        self.found = found
        self.now = now
    }

    /// Fresh credentials. When fetching new ones fails, the old ones serve until they really expire.
    package func credentials() async throws(CredentialsError) -> AWSCredentials {
        if let held, isGood(held, margin: margin) { return held }
        switch await fetch() {
        case .success(let credentials): return credentials
        case .failure(let error):
            if let held, isGood(held, margin: .zero) { return held }
            throw error
        }
    }

    /// Drops `refused`, which the service did not accept, unless newer ones are here already.
    package func invalidate(_ refused: AWSCredentials) {
        if held == refused { held = nil }
    }

    private func isGood(_ credentials: AWSCredentials, margin: Duration) -> Bool {
        guard let expiration = credentials.expiration else { return true }
        return now().advanced(by: margin) < expiration
    }

    private func fetch() async -> Result<AWSCredentials, CredentialsError> {
        if let running { return await running.value }
        let chain = chain
        let task = Task { () -> Result<AWSCredentials, CredentialsError> in
            do throws(CredentialsError) {
                return .success(try await chain.resolve())
            } catch {
                return .failure(error)
            }
        }
        running = task
        let result = await task.value
        running = nil
        if case .success(let credentials) = result {
            found(credentials)
            held = credentials
        }
        return result
    }
}
