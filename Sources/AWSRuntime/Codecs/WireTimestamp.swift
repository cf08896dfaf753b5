/// Timestamps as the protocols write them.
enum WireTimestamp {
    /// - Parameter seconds: since the epoch, with fraction.
    /// - Returns: nil outside the years 1 to 9999, which no service means.
    static func timestamp(secondsSinceEpoch seconds: Double) -> Timestamp? {
        guard seconds.isFinite, seconds >= -62_135_596_800, seconds < 253_402_300_800 else { return nil }
        return Timestamp(secondsSinceEpoch: seconds)
    }

    static func text(_ timestamp: Timestamp, _ format: Shape.TimestampFormat) -> String {
        let milliseconds = timestamp.millisecondsSinceEpoch
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : -((-milliseconds + 999) / 1000)
        let rest = milliseconds - seconds * 1000
        let fraction = rest == 0 ? "" : "." + String(1000 + rest).dropFirst()
        switch format {
        case .unixTimestamp: return rest == 0 ? "\(seconds)" : "\(timestamp.secondsSinceEpoch)"
        case .iso8601:
            let (date, time) = calendar(timestamp)
            return "\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.suffix(2))T\(time)\(fraction)Z"
        case .rfc822:
            let (date, time) = calendar(timestamp)
            let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
            // 1970-01-01 was a Thursday.
            let weekday = weekdays[Int(((days + 4) % 7 + 7) % 7)]
            let month = months[(Int(date.dropFirst(4).prefix(2)) ?? 1) - 1]
            return "\(weekday), \(date.suffix(2)) \(month) \(date.prefix(4)) \(time)\(fraction) GMT"
        }
    }

    /// Reads any of the three forms: services are not strict about which one they send.
    static func parse(_ text: String) -> Timestamp? {
        if let seconds = Double(text) { return timestamp(secondsSinceEpoch: seconds) }
        return iso8601(text) ?? rfc822(text)
    }

    private static func calendar(_ timestamp: Timestamp) -> (date: String, time: String) {
        let compact = SigningDate.dateTime(timestamp)
        let time = compact.dropFirst(9).prefix(6)
        return (
            String(compact.prefix(8)), "\(time.prefix(2)):\(time.dropFirst(2).prefix(2)):\(time.suffix(2))"
        )
    }

    /// `2019-12-16T22:48:18.123-01:00`.
    private static func iso8601(_ text: String) -> Timestamp? {
        let halves = text.split(separator: "T", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        let date = halves[0].split(separator: "-")
        let clock = halves[1].prefix { $0 != "Z" && $0 != "z" && $0 != "+" && $0 != "-" }
        guard date.count == 3, let year = Int64(date[0]), let month = Int64(date[1]), let day = Int64(date[2]),
            let offset = offsetSeconds(halves[1][clock.endIndex...])
        else { return nil }
        return moment(year, month, day, clock, offset)
    }

    /// `Z`, `+01:00`, `-0130`; seconds to take away for UTC.
    private static func offsetSeconds(_ text: Substring) -> Int64? {
        if text.uppercased() == "Z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)) else {
            return nil
        }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    /// `Tue, 29 Apr 2014 18:30:38 GMT`.
    private static func rfc822(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int64(parts[3])
        else { return nil }
        return moment(year, Int64(month) + 1, day, parts[4], 0)
    }

    private static func moment(
        _ year: Int64, _ month: Int64, _ day: Int64, _ clock: Substring, _ offset: Int64
    ) -> Timestamp? {
        let parts = clock.split(separator: ":")
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day), parts.count == 3,
            let hour = Int64(parts[0]), (0..<24).contains(hour), let minute = Int64(parts[1]),
            (0..<60).contains(minute), let second = Double(parts[2]), (0..<61).contains(second)
        else { return nil }
        let days = SigningDate.daysSinceEpoch(year: year, month: month, day: day)
        let whole = days * 86_400 + hour * 3600 + minute * 60 - offset
        return Timestamp(millisecondsSinceEpoch: whole * 1000 + Int64((second * 1000).rounded()))
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Timestamp {
    /// Reads a moment in any of the forms that AWS writes: ISO 8601, HTTP's, or seconds since the epoch.
    package init?(parsing text: String) {
        guard let moment = WireTimestamp.parse(text) else { return nil }
        self = moment
    }
}
