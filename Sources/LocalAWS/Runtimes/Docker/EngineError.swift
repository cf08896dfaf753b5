/// What can go wrong between LocalAWS and a container engine.
enum EngineError: Error, Hashable, Sendable {
    /// Nobody answers at the endpoint, or the connection broke.
    case unreachable(String)
    /// The engine said no, in its own words.
    case refused(status: Int, message: String)
    case timedOut
    /// An answer that is not the Engine API's.
    case unexpectedAnswer(String)
    case cancelled

    /// In the words that ECS has for it.
    /// - Parameters:
    ///   - errorClass: what could not be done, `CannotStartContainerError`.
    ///   - transition: the state that was to be reached, for time-outs.
    func failure(
        _ errorClass: String, to transition: String, after limit: Duration, at endpoint: EngineEndpoint
    ) -> RuntimeFailure {
        switch self {
        case .refused(_, let message):
            RuntimeFailure(errorClass, "Error response from daemon: \(message)")
        case .timedOut:
            RuntimeFailure(
                "DockerTimeoutError",
                "Could not transition to \(transition); timed out after waiting \(Self.goSpelling(limit))")
        case .unreachable(let detail):
            RuntimeFailure(
                errorClass,
                "Cannot connect to the Docker daemon at \(endpoint). Is the docker daemon running? (\(detail); "
                    + "start it, or restart LocalAWS with --runtime process)")
        case .unexpectedAnswer(let detail):
            RuntimeFailure(errorClass, "the engine at \(endpoint) does not speak the Docker Engine API: \(detail)")
        case .cancelled:
            RuntimeFailure(errorClass, "LocalAWS is shutting down")
        }
    }

    /// Go's way of writing durations, as the ECS agent prints them: `3m0s`, `45s`.
    static func goSpelling(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds >= 60 ? "\(seconds / 60)m\(seconds % 60)s" : "\(seconds)s"
    }
}
