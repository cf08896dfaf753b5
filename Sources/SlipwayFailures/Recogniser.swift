package import SlipwayDomain

/// Where a failure mode shows, and how it is told from others that show there.
package enum Recogniser: Sendable {
    /// In a text that stands in one of these places and holds one of these phrases (lower case). The reader looks closer
    /// and gives the particulars, or nothing.
    case text(Set<Place>, [String], @Sendable (Reason, Scene) -> Recognition?)
    /// In how an essential container ended.
    case exit(@Sendable (ExitSignals, Scene) -> Recognition?)
    /// In what the load balancer or a container check says of a task.
    case health(@Sendable (HealthSignals, Scene) -> Recognition?)
    /// In the state of the service deployment itself.
    case deployment(@Sendable (ServiceDeploymentObservation) -> Recognition?)
    /// In how several things stand to each other: no text says it.
    case rule(@Sendable (Signals) -> [Recognition])
}

/// Where a text was found. The order is that of classification: what an API said when it refused comes first.
package enum Place: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// In AWS's refusal of a call.
    case call
    /// In a failed event of a stack.
    case stack
    /// In a container's `reason` or a task's `stoppedReason` that says more than that it stopped.
    case reason
    /// In what a failed container wrote.
    case log
    /// In one of the service's events.
    case event

    package static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
}

/// What stands around a text or a signal.
package struct Scene: Sendable {
    package var place: Place?
    package var workload: Workload
    /// The task that it is about, where it is about one.
    package var task: TaskSignals?
    /// How the container ended that wrote the line, where it has ended.
    package var exit: ExitSignals?

    init(_ place: Place? = nil, _ workload: Workload, task: TaskSignals? = nil, exit: ExitSignals? = nil) {
        self.place = place
        self.workload = workload
        self.task = task
        self.exit = exit
    }
}

extension Recogniser {
    /// A text that needs no closer look: whatever holds one of the phrases is it.
    static func text(
        _ places: Set<Place>, _ phrases: [String], unless others: [String] = [], cause: Words, fix: Words,
        confidence: Confidence = .certain
    ) -> Recogniser {
        .text(places, phrases) { reason, _ in
            others.contains { reason.has($0) } ? nil : Recognition(cause, fix: fix, confidence: confidence)
        }
    }
}
