package import NIOCore

extension ELB {
    /// Bounds of the data plane. Those that AWS documents have its values (ELB user guide, "Quotas" and
    /// "Troubleshoot your Application Load Balancers").
    package struct Limits: Hashable, Sendable {
        /// Client connections of one event loop; more are closed as they come.
        package var clientConnections: Int = 8192
        /// Idle connections kept to one target by one event loop.
        package var idlePerTarget: Int = 64
        package var connectTimeout: TimeAmount = .seconds(10)
        /// Overrides the load balancer's `idle_timeout.timeout_seconds` where it is set: tests have no minute to wait.
        package var idleTimeout: TimeAmount?
        /// How long a closing connection still reads what the client sends, so that the client gets to see the answer.
        package var linger: TimeAmount = .seconds(1)
        /// One header line.
        package var headerFieldBytes: Int = 16 * 1024
        package var headerBytes: Int = 64 * 1024
        package var headerCount: Int = 256

        package init() {}
    }

    /// Through which socket a client came in.
    package enum Door: Hashable, Sendable {
        /// The one that a load balancer's `DNSName` names: it leads to the listener with the lowest port.
        case loadBalancer(String)
        /// A listener's own, by ARN.
        case listener(String)
    }
}
