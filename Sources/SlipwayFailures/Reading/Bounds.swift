import SlipwayDomain

/// Foreign texts are as long as their writers like. What is read of them, and what is told of them, is not.
extension String {
    /// AWS's own texts are at most some thousand characters; the beginning of a longer one is enough.
    static let longest = 8192

    /// At most that many Unicode scalars: a single character may hold any number of them.
    func bounded(to count: Int) -> String {
        utf8.count <= count ? self : String(UnicodeScalarView(unicodeScalars.prefix(count)))
    }

    var bounded: String { bounded(to: Self.longest) }
}

extension Words {
    var bounded: Words { Words(en.bounded, ko: ko.bounded) }
}

extension Finding {
    /// With every text cut to a length that can be printed and kept.
    var bounded: Finding {
        var finding = self
        finding.title = title.bounded
        finding.cause = cause.bounded
        finding.fix = fix.bounded
        finding.fingerprint = fingerprint.bounded
        for index in finding.evidence.indices {
            finding.evidence[index].field = evidence[index].field.bounded
            finding.evidence[index].text = evidence[index].text.bounded
        }
        return finding
    }
}

extension Signals {
    /// With every text cut that somebody else wrote, so that reading them takes time that their number bounds.
    var bounded: Signals {
        var signals = self
        signals.observation.tasks = observation.tasks.map(\.bounded)
        for index in observation.logs.indices where !observation.logs[index].lines.allSatisfy(\.isShort) {
            signals.observation.logs[index].lines = observation.logs[index].lines.map(\.bounded)
        }
        for index in (observation.service?.events ?? []).indices {
            guard let event = signals.observation.service?.events[index], !event.message.isShort else { continue }
            signals.observation.service?.events[index].message = event.message.bounded
        }
        for index in stackEvents.indices { signals.stackEvents[index].reason = stackEvents[index].reason.bounded }
        return signals
    }
}

extension String {
    fileprivate var isShort: Bool { utf8.count <= Self.longest }
}

extension TaskObservation {
    fileprivate var bounded: TaskObservation {
        var task = self
        task.stoppedReason = stoppedReason?.bounded
        task.stopCode = stopCode?.bounded
        for index in containers.indices {
            task.containers[index].name = containers[index].name.bounded
            task.containers[index].reason = containers[index].reason?.bounded
        }
        for index in targets.indices {
            task.targets[index].reason = targets[index].reason?.bounded
            task.targets[index].description = targets[index].description?.bounded
        }
        return task
    }
}

extension String {
    /// The first lines, cut where they are long. Of a text of any length no more is looked at.
    func boundedLines(_ count: Int) -> [String] {
        utf8.split(maxSplits: count, omittingEmptySubsequences: true) { $0 == 0x0A || $0 == 0x0D }
            .prefix(count).map { String(decoding: $0.prefix(Self.longest), as: UTF8.self) }
    }
}
