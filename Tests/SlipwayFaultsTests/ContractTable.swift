import SlipwayDomain
import SlipwayFailures
import SlipwayFaults

/// The contract as a page: what was brought about, what became of it, and what no deployment meets.
struct ContractTable {
    var rows: [Contract.Row]

    init(_ rows: [Contract.Row]) {
        let order = Dictionary(
            FaultMap.reproducible.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        self.rows = rows.sorted { (order[$0.id] ?? 0) < (order[$1.id] ?? 0) }
    }

    var markdown: String {
        var text = """
            # Failures, brought about and survived

            Written by `GOLDEN=rewrite swift test --filter ContractTests`, which tries each of these against LocalAWS: the fault is
            added, `check` looks, the release is deployed against its advice, the cause is told, the service is back on its old
            release, the fault goes, and the same release is deployed well. `slipway local fault add ID` does the same by hand.

            `foreseen`: yes where the facts of the account show it, – where only the deployment can. `ended`: `failedRestored` the old
            release was put back and verified, `failedBefore` the service was not touched, `failedNotRestored` a first deployment was
            scaled to zero.

            | failure | brought about | foreseen | ended |
            |---|---|---|---|

            """
        for row in rows {
            let how = Catalogue.mode(row.id).map(Self.how) ?? ""
            text += "| [\(row.id)](failures/\(row.id).md) | \(how) | \(row.foreseen) | \(row.outcome) |\n"
        }
        text += "\n\(rows.count) in all. These can be brought about too, and no failed deployment meets them:\n\n"
        for id in FaultMap.reproducible {
            guard let obstacle = Contract.of(id)?.obstacle else { continue }
            text += "* [\(id)](failures/\(id).md): \(obstacle)\n"
        }
        return text
    }

    private static func how(_ mode: FailureMode) -> String {
        switch mode.reproduction {
        case .container: "with a real container"
        case .modelled: "by AWS's answers"
        case .cloudOnly: "only on AWS"
        }
    }
}
