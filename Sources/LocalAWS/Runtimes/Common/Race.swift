/// Work against the clock.
enum Race {
    /// - Parameter work: ends soon after its task is cancelled.
    /// - Returns: nil when `limit` passed first; the work is cancelled then, and has ended.
    static func run<Answer: Sendable>(
        atMost limit: Duration, on time: any CloudTime, _ work: @escaping @Sendable () async -> Answer
    ) async -> Answer? {
        await withTaskGroup(of: Answer?.self) { group in
            group.addTask { await work() }
            group.addTask {
                // Cancelled means that the work won, or that nobody waits any more: either way this answer is not used.
                try? await time.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
