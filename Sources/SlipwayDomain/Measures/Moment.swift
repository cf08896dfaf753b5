/// A moment of the wall clock to the millisecond, as AWS's answers give it.
///
/// The decision rooms never ask for the current one: it comes with each fact, observation or event.
package struct Moment: Hashable, Comparable, Sendable, Codable {
    /// Since 1970-01-01T00:00:00Z; negative before it.
    package var millisecondsSinceEpoch: Int64

    package init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    /// The moment `duration` later, to the millisecond; stops at the ends of the range.
    package func advanced(by duration: Duration) -> Moment {
        let (sum, overflow) = millisecondsSinceEpoch.addingReportingOverflow(duration.wholeMilliseconds)
        guard overflow else { return Moment(millisecondsSinceEpoch: sum) }
        return Moment(millisecondsSinceEpoch: duration < .zero ? .min : .max)
    }

    /// How long it takes from here to `other`; negative when `other` is earlier.
    package func duration(to other: Moment) -> Duration {
        .milliseconds(other.millisecondsSinceEpoch) - .milliseconds(millisecondsSinceEpoch)
    }
}
