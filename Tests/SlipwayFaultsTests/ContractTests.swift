import Foundation
import SlipwayDomain
import SlipwayFailures
import TestSupport
import Testing

/// Each failure mode that LocalAWS can bring about: added, foreseen where the facts show it, deployed against all
/// advice and recognised, put back, removed, deployed well. `CONTRACT=id,id` tries only these.
@Suite("The contract of failure modes", .enabled(if: getuid() == 0, "root is needed to make network namespaces"))
struct ContractTests {
    @Test("is kept by every one that LocalAWS can bring about", .timeLimit(.minutes(30)))
    func kept() async throws {
        let modes = Contract.chosen
        var rows: [Contract.Row] = []
        // A few at a time: mostly they wait for what AWS waits for.
        await withTaskGroup(of: Contract.Row.self) { group in
            var waiting = modes[...]
            for _ in 0..<3 { if let next = waiting.popFirst() { group.addTask { await next.row() } } }
            for await row in group {
                print("contract \(row)")
                #expect(row.problems == [], "\(row.id)")
                rows.append(row)
                if let next = waiting.popFirst() { group.addTask { await next.row() } }
            }
        }
        guard Contract.isWhole else { return }
        #expect(rows.count >= 90)
        try expectGolden("../../Documentation/contract.md", ContractTable(rows).markdown)
    }
}
