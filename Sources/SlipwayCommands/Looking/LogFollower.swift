import SlipwayAWS
import SlipwayDeploy
import SlipwayDomain

/// Brings the lines of a log group's streams, each once, as they come.
struct LogFollower {
    private let target: ECSReleaseTarget
    private var request: LogRequest
    private var shown: Set<String> = []

    /// - Parameters:
    ///   - prefix: of the streams' names.
    ///   - start: earlier lines are left out.
    init(_ target: ECSReleaseTarget, group: String, prefix: String, since start: Moment) {
        self.target = target
        request = LogRequest(group: group, streamPrefix: prefix, since: start)
    }

    /// Lines that are new since the last time, oldest first, page by page.
    /// - Parameter prepare: is told the streams of a page before any of its lines is shown.
    mutating func next(
        preparing prepare: (Set<String>) async -> Void = { _ in }, _ show: (LogPage.Line) -> Void
    ) async throws(TargetFailure) {
        var newest: Moment?
        request.token = nil
        repeat {
            let page = try await target.logs(request)
            await prepare(Set(page.lines.map(\.stream)))
            for line in page.lines where shown.insert(line.id).inserted {
                show(line)
                newest = max(newest ?? line.at, line.at)
            }
            request.token = page.next
        } while request.token != nil
        // Lines may arrive late and out of order: the last seconds are asked for again, and told apart by id.
        if let newest { request.since = max(request.since, newest.advanced(by: .seconds(-10))) }
    }
}
