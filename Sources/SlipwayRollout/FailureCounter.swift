package import SlipwayDomain

/// Counts failed tasks by the fingerprint of their failure and says when it is enough.
///
/// The same task counts once for each fingerprint, however often it is seen.
package struct FailureCounter: Hashable, Sendable, Codable {
    /// One fingerprint's tasks.
    package struct Entry: Hashable, Sendable, Codable {
        /// The finding as last seen.
        package var finding: Finding
        /// ARNs, in the order they were seen.
        package var tasks: [String]
        /// How many tasks are enough; nothing where only the budget decides.
        package var threshold: Int?
    }

    /// In the order in which the fingerprints came up.
    package private(set) var entries: [Entry] = []
    private var failFast: Int
    private var told: [String] = []
    /// More fingerprints than this are not kept: something is writing changing text into its reasons.
    private static let bound = 64

    package init(failFast: Int) {
        self.failFast = max(1, failFast)
    }

    /// Takes in what one observation showed of our own tasks, and says what is worth telling.
    package mutating func absorb(_ findings: [Finding], at moment: Moment) -> [RolloutNote] {
        var notes: [RolloutNote] = []
        for finding in findings {
            switch (finding.severity, finding.nature) {
            case (.fail, .cannotHeal):
                let young = finding.subjectCreatedAt.map { $0.duration(to: moment) < RolloutRequest.youth } ?? false
                notes += add(finding, threshold: young ? 2 : 1, patient: young)
            case (.fail, .application): notes += add(finding, threshold: failFast, patient: false)
            case (.fail, .mayPass):
                if remember(finding, threshold: nil) { notes.append(.mayPass(finding)) }
            case (.fail, .verdict): _ = remember(finding, threshold: nil)
            case (.warn, _):
                if !told.contains(finding.fingerprint), told.count < Self.bound {
                    told.append(finding.fingerprint)
                    notes.append(.warning(finding))
                }
            case (.ok, _), (.planned, _), (.skipped, _), (.unknown, _): break
            }
        }
        return notes
    }

    /// Keeps the finding; true when its fingerprint or one of its tasks is new.
    private mutating func remember(_ finding: Finding, threshold: Int?) -> Bool {
        guard let index = entries.firstIndex(where: { $0.finding.fingerprint == finding.fingerprint }) else {
            guard entries.count < Self.bound else { return false }
            entries.append(Entry(finding: finding, tasks: finding.tasks, threshold: threshold))
            return true
        }
        let new = finding.tasks.filter { !entries[index].tasks.contains($0) }
        entries[index].tasks += new
        let kept = entries[index].finding
        // A later look may know less: log lines are read once, and a target's reason is gone once it is deregistered.
        if (finding.confidence, finding.evidence.count) > (kept.confidence, kept.evidence.count) {
            entries[index].finding = finding
        }
        if let threshold { entries[index].threshold = max(threshold, entries[index].threshold ?? 0) }
        return !new.isEmpty
    }

    private mutating func add(_ finding: Finding, threshold: Int, patient: Bool) -> [RolloutNote] {
        let before = count(of: finding.fingerprint)
        guard remember(finding, threshold: threshold) else { return [] }
        let after = count(of: finding.fingerprint)
        if patient, after < threshold { return [.patience(finding)] }
        return (before + 1...max(before + 1, after)).map { .failure(finding, number: $0, of: max(threshold, $0)) }
    }

    /// How many tasks have shown this fingerprint.
    package func count(of fingerprint: String) -> Int {
        entries.first { $0.finding.fingerprint == fingerprint }.map { max(1, $0.tasks.count) } ?? 0
    }

    /// The first entry that is enough to call the release failed.
    package var decision: Entry? {
        entries.first { entry in entry.threshold.map { max(1, entry.tasks.count) >= $0 } ?? false }
    }

    /// The best cause known: certain before likely, causes that cannot heal before others, more tasks before fewer; a
    /// mere verdict only when there is nothing else.
    package var bestCause: Finding? { bestCause { _ in true } }

    /// The best of those causes that `fits` takes.
    func bestCause(where fits: (Finding) -> Bool) -> Finding? {
        func rank(_ entry: Entry) -> [Int] {
            let nature =
                switch entry.finding.nature {
                case .cannotHeal: 3
                case .application: 2
                case .mayPass: 1
                case .verdict: 0
                }
            return [nature == 0 ? 0 : 1, entry.finding.confidence.rawValue, nature, entry.tasks.count]
        }
        var best: Entry?
        for entry in entries where fits(entry.finding) {
            guard let current = best else {
                best = entry
                continue
            }
            if rank(current).lexicographicallyPrecedes(rank(entry)) { best = entry }
        }
        return best?.finding
    }
}
