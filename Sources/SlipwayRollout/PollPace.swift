package import SlipwayDomain

/// How often to look: at once after each change, ever less often while nothing happens.
package struct PollPace: Hashable, Sendable, Codable {
    package static let fastest = Duration.milliseconds(100)
    package static let slowest = Duration.seconds(2)

    /// The next wait.
    package private(set) var interval = PollPace.fastest
    private var last: Seen?

    /// What counts as a change; moments and log lines do not.
    private struct Seen: Hashable, Sendable, Codable {
        var service: ServiceObservation?
        var deployment: ServiceDeploymentObservation?
        var tasks: [TaskObservation]
    }

    package init() {}

    /// We changed something.
    package mutating func mutated() {
        interval = Self.fastest
    }

    /// We saw something; new events always count as a change.
    package mutating func observed(_ observation: Observation) {
        let hasEvents = observation.service?.events.isEmpty == false
        var service = observation.service
        service?.events = []
        let seen = Seen(service: service, deployment: observation.serviceDeployment, tasks: observation.tasks)
        if hasEvents || seen != last { interval = Self.fastest } else { slowDown() }
        last = seen
    }

    /// We could not look.
    package mutating func slowDown() {
        interval = min(interval * 2, Self.slowest)
    }
}
