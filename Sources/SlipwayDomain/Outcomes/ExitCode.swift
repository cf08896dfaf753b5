/// How a command ends, for scripts. A closed list; `run` and `exec` pass the task's own code through instead.
package enum ExitCode: Int32, Hashable, Sendable, Codable, CaseIterable {
    /// Done, and verified.
    case done = 0
    /// A bug in Slipway; the message says how to report it.
    case bug = 1
    /// Failed and not restored, or nothing to restore: a first deployment, scaled to zero.
    case failedNotRestored = 10
    /// Failed; the previous release is restored and verified.
    case failedRestored = 11
    /// Refused by `check`; nothing was changed.
    case refused = 12
    /// A newer deployment replaced ours.
    case superseded = 13
    /// The budget was spent while still rolling out, and it was left so.
    case budgetSpent = 14
    /// Someone else holds the deployment lock.
    case locked = 15
    /// Paused at a stage, waiting for `continue`.
    case paused = 16
    /// Failed in an earlier phase; the running release was not touched.
    case failedBefore = 17
    /// Wrong usage of the command line.
    case usage = 64
    /// A bad manifest.
    case badManifest = 65
    /// AWS cannot be reached.
    case unreachable = 69
    /// No credentials, or a permission is missing without which we cannot go on.
    case notPermitted = 77
    /// Interrupted; the message says what runs on, or that the previous release was put back.
    case interrupted = 130
}
