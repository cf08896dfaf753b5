import SlipwayDomain
import SlipwayFailures

/// The contract as a page: what was brought about, what became of it, and what no deployment meets.
struct ContractTable {
    var rows: [Contract.Row]

    init(_ rows: [Contract.Row]) {
        let order = Dictionary(
            Contract.all.enumerated().map { ($0.element.mode.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        self.rows = rows.sorted { (order[$0.id] ?? 0) < (order[$1.id] ?? 0) }
    }

    var markdown: String {
        var text = """
            # Failures, brought about and survived

            Written by `GOLDEN=rewrite swift test --filter SlipwayFaultsTests`, which tries each of these against LocalAWS: the fault is
            added, `check` looks (and what fails is refused), the release is deployed against its advice, the cause is told, the
            service is back on its old release, the fault goes, and the same release is deployed well. `slipway local fault add ID`
            does the same by hand.

            `foreseen`: yes where the facts of the account or the manifest show it, – where only the deployment can. `ended`:
            `failedRestored` the old release was put back and verified, `failedBefore` the service was not touched,
            `failedNotRestored` a first deployment was scaled to zero, `notPermitted` we were not allowed to go on; – what only a
            check can tell. Stacks are read as `slipway diagnose --stack` reads them, other calls are made and told by what they
            were refused with.

            | failure | brought about | foreseen | ended |
            |---|---|---|---|

            """
        for row in rows {
            let how = Catalogue.mode(row.id).map(Self.how) ?? ""
            text += "| [\(row.id)](failures/\(row.id).md) | \(how) | \(row.foreseen) | \(row.outcome) |\n"
        }
        let foreseen = rows.count { $0.foreseen == "yes" }
        text +=
            "\n\(rows.count) in all, \(foreseen) of them foreseen. These can be brought about too, and nobody tries them:\n\n"
        for contract in Contract.all {
            guard let obstacle = contract.obstacle else { continue }
            text += "* [\(contract.mode.id)](failures/\(contract.mode.id).md): \(obstacle)\n"
        }
        return text
    }

    private static func how(_ mode: FailureMode) -> String {
        if mode.faults.allSatisfy({ if case .plan = $0 { true } else { false } }) { return "by the manifest" }
        return switch mode.reproduction {
        case .container: "with a real container"
        case .modelled: "by AWS's answers"
        case .cloudOnly: "only on AWS"
        }
    }
}
