/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, as it is stored and sorted.
struct Moment: Hashable, Comparable, Sendable {
    var milliseconds: Int64

    static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// ISO 8601 in UTC with milliseconds, the form the specification asks for: `2016-02-18T03:22:56.637Z`.
    var iso8601: String {
        let day = Self.divide(milliseconds, by: 86_400_000)
        let rest = Int(milliseconds - day * 86_400_000)
        let date = Self.civil(daysSince1970: Int(day))
        return Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-" + Self.padded(date.day, 2) + "T"
            + Self.padded(rest / 3_600_000, 2) + ":" + Self.padded(rest / 60_000 % 60, 2) + ":"
            + Self.padded(rest / 1000 % 60, 2) + "." + Self.padded(rest % 1000, 3) + "Z"
    }

    /// The Gregorian date of a day number, after Howard Hinnant's `civil_from_days`.
    private static func civil(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func divide(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
