package import AWSRuntime

/// What the scheduler must do later, in order of time and then of asking.
package struct TimerQueue: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var due: Timestamp
        package var wake: SchedulerWake
    }

    private var entries: [Entry] = []

    package init() {}

    /// When `popDue` next has something, nil when nothing waits.
    package var next: Timestamp? { entries.last?.due }

    package mutating func add(_ wake: SchedulerWake, at due: Timestamp) {
        // Kept latest first, so the next one is taken from the end; equal times keep their order of asking.
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(due: due, wake: wake), at: low)
    }

    /// The next entry that is due, oldest first.
    package mutating func popDue(at now: Timestamp) -> SchedulerWake? {
        guard let last = entries.last, last.due <= now else { return nil }
        return entries.removeLast().wake
    }
}

/// Why the scheduler wakes.
package enum SchedulerWake: Hashable, Sendable {
    /// The pass over one service, by ARN, that comes whether or not anything happened.
    /// `createdAt` tells a service from a later one of the same name.
    case cadence(String, createdAt: Timestamp)
    /// One more pass, because a time that matters to the service has come.
    case pass(String)
    case networkAttached(TaskID)
    case networkDetached(TaskID)
    /// A fault has let the fetching of its image take long enough.
    case imageFetched(TaskID)
    case healthCheckDue(ContainerKey)
    /// A container's `startTimeout` is over.
    case startTimeout(ContainerKey)
    case pollTargets(TaskID)
    case exitOverdue(ContainerKey)
    case forgetTask(TaskID)
    case forgetService(String)
}
