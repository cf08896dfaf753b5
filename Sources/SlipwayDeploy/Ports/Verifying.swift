package import SlipwayDomain

/// Asks the released service from outside, through its load balancer.
package protocol HTTPProbing: Sendable {
    /// One request without following redirects.
    /// - Throws: what went wrong, in words, when there was no answer.
    func request(_ plan: RequestPlan, baseURL: String, timeout: Duration) async throws(ProbeFailure) -> ProbeAnswer
}

package struct ProbeFailure: Error, Hashable, Sendable {
    package var detail: String
    package init(detail: String) { self.detail = detail }
}

package struct ProbeAnswer: Hashable, Sendable {
    package var status: Int
    /// At most the first 64 KiB.
    package var body: String

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

/// Runs a verification script of the project.
package protocol ScriptRunning: Sendable {
    /// Runs `command` in the manifest's folder with `BASE_URL` and Slipway's own variables set.
    /// - Returns: its exit code and the last lines that it wrote.
    func run(
        _ command: [String], environment: [String: String], timeout: Duration
    ) async throws(ProbeFailure) -> (exitCode: Int, output: [String])
}
