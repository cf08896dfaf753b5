import Foundation
import LocalAWS
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures
import SlipwayFaults
import TestSupport
import Testing

/// Each failure mode that LocalAWS can bring about: added, foreseen where the facts show it, deployed against all advice
/// and recognised, put back, removed, deployed well.
@Suite("The contract of failure modes", .enabled(if: getuid() == 0, "root is needed to make network namespaces"))
struct ContractTests {
    @Test("is kept", .timeLimit(.minutes(2)), arguments: Contract.modes)
    func kept(id: FailureID) async throws {
        let case_ = try #require(Contract.of(id))
        let row = try await case_.run()
        Contract.record(row)
        #expect(row.problems == [], "\(id)")
    }
}
