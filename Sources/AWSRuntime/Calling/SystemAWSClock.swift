import FoundationEssentials

extension AWSClock where Self == AWSClockAdapter<ContinuousClock> {
    /// The machine's own time. Only composition roots take it.
    package static var system: AWSClockAdapter<ContinuousClock> {
        AWSClockAdapter(ContinuousClock()) { Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970) }
    }
}
