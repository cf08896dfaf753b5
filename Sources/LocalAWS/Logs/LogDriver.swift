package import AWSRuntime
import AWSServices

/// The awslogs driver's side of Logs: streams opened when a container starts, lines appended as they come.
package struct LogDriver: LogSink {
    private let logs: LogsService
    private let account: String

    package init(logs: LogsService, account: String) {
        self.logs = logs
        self.account = account
    }

    package func openStream(
        group: String, stream: String, region: String, createGroup: Bool
    ) async throws(RuntimeFailure) {
        let scope = CloudScope(account: account, region: region)
        do {
            try await logs.store(scope) { store, now in
                if createGroup, !store.all.contains(where: { $0.name == group }) {
                    try store.createGroup(group, tags: [:], kmsKeyID: nil, at: now)
                }
                guard try store.group(group).streams[stream] == nil else { return }
                try store.createStream(stream, in: group, at: now)
            }
        } catch {
            // The group is missing; nothing else can be wrong here. Source: facts, awslogs-group-missing.
            throw RuntimeFailure(
                "ResourceInitializationError",
                "failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch "
                    + "log stream: ResourceNotFoundException: The specified log group does not exist.")
        }
    }

    package func append(_ lines: [(Timestamp, String)], group: String, stream: String, region: String) async {
        do {
            try await logs.store(CloudScope(account: account, region: region)) { store, now in
                try store.append(lines, group: group, stream: stream, at: now)
            }
        } catch {
            // Group or stream were deleted while the container ran; the driver drops its lines then, as AWS's does.
        }
    }
}
