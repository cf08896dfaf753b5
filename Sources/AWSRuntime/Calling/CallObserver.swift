/// One attempt of a call, as `--debug` and tests see it. Holds no bodies, no headers and no secrets.
package struct CallRecord: Hashable, Sendable {
    /// The signing name, `ecs`.
    package var service: String
    package var operation: String
    /// From 1.
    package var attempt: Int
    package var duration: Duration
    package var outcome: Outcome

    package enum Outcome: Hashable, Sendable {
        case succeeded(httpStatus: Int)
        /// Refused by the service with this code.
        case refused(code: String, httpStatus: Int)
        case transport(AWSTransportError.Kind)
        case undecodable(httpStatus: Int)
    }

    package init(service: String, operation: String, attempt: Int, duration: Duration, outcome: Outcome) {
        self.service = service
        self.operation = operation
        self.attempt = attempt
        self.duration = duration
        self.outcome = outcome
    }
}

/// Hears of each attempt right after it ended. Must be quick.
package typealias CallObserver = @Sendable (CallRecord) -> Void
