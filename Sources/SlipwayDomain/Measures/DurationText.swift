extension Duration {
    /// Whole milliseconds, towards zero; stops at the ends of the range.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, beyond) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return beyond ? (seconds < 0 ? .min : .max) : sum
    }

    /// Whole seconds, towards zero.
    package var wholeSeconds: Int64 { components.seconds }

    /// Reads `30s`, `5m`, `1h30m`, `250ms`, `1.5s`, `2d`, `1 min 40 s`. Nothing for a number without a unit, a negative
    /// one, the same unit twice, or more than ten years.
    package init?(parsing text: String) {
        guard text.utf8.count <= 64 else { return nil }
        var total = Duration.zero
        var seen: [Int64] = []
        var rest = Substring(text)
        func skipSpaces() { rest = rest.drop { $0 == " " } }
        skipSpaces()
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            skipSpaces()
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            skipSpaces()
            guard let (thousandths, none) = Measure.split(String(number)), none.isEmpty,
                let size = Self.milliseconds(unit: unit.lowercased()), !seen.contains(size)
            else { return nil }
            seen.append(size)
            let (product, overflow) = thousandths.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            total += .milliseconds(product / 1000)
            guard total <= .seconds(10 * 365 * 86400) else { return nil }
        }
        self = total
    }

    private static func milliseconds(unit: String) -> Int64? {
        switch unit {
        case "ms": 1
        case "s", "sec", "second", "seconds": 1000
        case "m", "min", "minute", "minutes": 60_000
        case "h", "hour", "hours": 3_600_000
        case "d", "day", "days": 86_400_000
        default: nil
        }
    }

    /// For people: `1 min 40 s`, `2.3 s`, `240 ms`, `3 h`. At most two units; tenths only below ten seconds.
    package var words: String { text(space: " ", units: ["d", "h", "min", "s", "ms"]) }

    /// The same for people who read Korean: `1분 40초`, `2.3초`, `3시간`.
    package var koreanWords: String { text(space: "", units: ["일", "시간", "분", "초", "밀리초"]) }

    private func text(space: String, units: [String]) -> String {
        let total = wholeMilliseconds
        if total < 0 {
            return "-" + Duration.milliseconds(total == .min ? .max : -total).text(space: space, units: units)
        }
        if total < 1000 { return "\(total)\(space)\(units[4])" }
        let seconds = total / 1000
        if seconds < 10, total % 1000 >= 100 { return "\(seconds).\(total % 1000 / 100)\(space)\(units[3])" }
        let parts = zip([seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60], units)
        let shown = Array(parts.drop { $0.0 == 0 }.prefix(2))
        return shown.filter { $0.0 > 0 }.map { "\($0.0)\(space)\($0.1)" }.joined(separator: " ")
    }

    /// As the manifest writes it, without losing a millisecond: `5m`, `1h30m`, `1m40s`, `250ms`.
    package var compact: String {
        var rest = wholeMilliseconds
        guard rest > 0 else { return "0s" }
        var text = ""
        for (size, unit) in [(Int64(86_400_000), "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")] {
            if rest >= size {
                text += "\(rest / size)\(unit)"
                rest %= size
            }
        }
        return text
    }
}
