/// Dates and waits in HTTP headers.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
    package static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), let year = Int64(parts[3]),
            let month = months.firstIndex(of: String(parts[2])), (1...31).contains(day), (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] <= 60, clock.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        let days = SigningDate.daysSinceEpoch(year: year, month: Int64(month) + 1, day: day)
        return Timestamp(
            millisecondsSinceEpoch: (days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]) * 1000)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func format(_ time: Timestamp) -> String {
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let stamp = Array(SigningDate.dateTime(time).utf8)
        func field(_ range: Range<Int>) -> String { String(decoding: stamp[range], as: UTF8.self) }
        let milliseconds = time.millisecondsSinceEpoch
        let day = (milliseconds - ((milliseconds % 86_400_000) + 86_400_000) % 86_400_000) / 86_400_000
        let month = months[(Int(field(4..<6)) ?? 1) - 1]
        return "\(weekdays[Int(((day % 7) + 7) % 7)]), \(field(6..<8)) \(month) \(field(0..<4)) "
            + "\(field(9..<11)):\(field(11..<13)):\(field(13..<15)) GMT"
    }

    /// `Retry-After` in seconds, or Amazon's `x-amz-retry-after` in milliseconds.
    static func retryAfter(_ headers: [HTTPField]) -> Duration? {
        if let text = headers["x-amz-retry-after"], let milliseconds = Int64(text), milliseconds >= 0 {
            return .milliseconds(milliseconds)
        }
        guard let text = headers["retry-after"], let seconds = Int64(text), seconds >= 0, seconds < 1 << 30 else {
            return nil
        }
        return .seconds(seconds)
    }
}
