import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSON {
    /// A time as AWS writes it: seconds since 1970 in its APIs, ISO 8601 in EventBridge and in what its command line
    /// prints; log events have milliseconds.
    var moment: Moment? {
        switch self {
        case .number(let number):
            guard number.magnitude < 1e15 else { return nil }
            // No log event is older than 1973, and no API speaks of the year 5138.
            let isMilliseconds = number > 1e11
            return Moment(millisecondsSinceEpoch: Int64(isMilliseconds ? number : number * 1000))
        case .text(let text):
            for style in [
                Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle(),
            ] {
                if let date = try? Date(text, strategy: style) {
                    return Moment(millisecondsSinceEpoch: Int64((date.timeIntervalSince1970 * 1000).rounded()))
                }
            }
            return nil
        case .object, .array, .flag, .null: return nil
        }
    }
}
