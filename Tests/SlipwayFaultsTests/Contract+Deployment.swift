import Foundation
import LocalAWS
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures
import SlipwayRollout
import Testing

/// A mode that a deployment meets: foreseen, refused, deployed all the same, recognised, put back, healed.
extension Contract {
    /// What the service shall have beside what every one has.
    private var needs: Yard.Needs {
        var needs = Yard.Needs()
        needs.hasAlarm = faults.contains { $0 == .alarmsRing || $0 == .alarmState("ALARM") }
        needs.hasDatabase = faults.contains(.network(.databaseUnreachable))
        needs.hasBalancer = !planFaults.contains(.startPeriodTooShort)
        return needs
    }

    /// Whether it is the first deployment of a service that meets it.
    private var isFirst: Bool { refusedCall == "ecs:CreateService" || faults.contains(where: \.isOfTargetGroups) }

    func deployed() async throws -> Row {
        try await Yard.with(needs) { yard in
            let first = try await yard.deploy(yard.plan(1))
            #expect(first.exitCode == .done, "\(first.summary): \(first.cause?.cause.en ?? "")")
            try await yard.watch()
            let image = try await yard.tag(try #require(first.image), "two")
            let second = try yard.plan(2) { plan in
                plan.image = .reference(faults.contains(.account(.imagesRemoved)) ? first.image ?? image : image)
                if mode.nature == .mayPass { plan.deployment.budget = .seconds(3) }
                if refusedCall == "ecs:RunTask" { plan.before = [BeforePlan(name: "migrate", command: ["exit", "0"])] }
                if isFirst { plan.service = Service(region: Yard.region, cluster: "shop", name: "other") }
            }
            var broken = second
            for fault in planFaults { try await yard.spoil(&broken, fault) }
            var row = Row(id: mode.id)
            let calm = Set(await warnings(of: second, yard))
            let before = try await yard.standing()
            try await yard.add(faults, as: mode.id)
            let foreseen = await warnings(of: broken, yard).filter { !calm.contains($0) }
            try await judge(foreseen, of: broken, yard, &row)
            guard !mode.recognisers.isEmpty else {
                // The application alone could tell; what counts is that it is foreseen.
                if foreseen.isEmpty { row.problems.append("nothing foresees or recognises it") }
                return row
            }
            let clock = ContinuousClock()
            let started = clock.now
            let result = try await yard.deploy(broken, DeployOptions(skip: .all, onBudget: .restore))
            row.seconds = Double(started.duration(to: clock.now).wholeMilliseconds) / 1000
            row.recognised = result.cause?.failure.name ?? "–"
            row.outcome = "\(result.exitCode)"
            row.problems += judge(result)
            let after = try await yard.standing()
            if !isFirst, !faults.contains(.newerDeployment),
                after?.settings.taskDefinition != before?.settings.taskDefinition
            {
                row.problems.append("the service runs \(after?.settings.taskDefinition ?? "nothing")")
            }
            await yard.cloud.faults.removeAll()
            let healed = try await yard.deploy(second)
            if healed.exitCode != .done {
                row.problems.append("without the fault: \(healed.summary): \(healed.cause?.cause.en ?? "")")
            }
            return row
        }
    }

    /// What a check says of the mode, without what changes from one look to the next.
    private struct Warning: Hashable {
        var severity: Severity
        var subject: String
        var cause: String
    }

    private func warnings(of plan: ServicePlan, _ yard: Yard) async -> [Warning] {
        await yard.conductor.check(plan).findings.filter {
            $0.failure == mode.id && [.fail, .warn].contains($0.severity)
        }.map { Warning(severity: $0.severity, subject: $0.title.en, cause: $0.cause.en) }
    }

    /// Whether it was foreseen, and what fails is refused.
    private func judge(_ foreseen: [Warning], of plan: ServicePlan, _ yard: Yard, _ row: inout Row) async throws {
        row.foreseen = foreseen.isEmpty ? isForeseeable ? "NO" : "–" : "yes"
        if isForeseeable, foreseen.isEmpty { row.problems.append("check did not foresee it") }
        guard foreseen.contains(where: { $0.severity == .fail }) else { return }
        let refused = try await yard.deploy(plan)
        if refused.exitCode != .refused || !refused.refusals.contains(where: { $0.failure == mode.id }) {
            row.problems.append("foreseen, and yet a deployment ended with \(refused.exitCode)")
        }
    }

    private func judge(_ result: DeployResult) -> [String] {
        if faults.contains(.newerDeployment) {
            return result.exitCode == .superseded ? [] : ["ended with \(result.exitCode) instead of superseded"]
        }
        var problems: [String] = []
        if result.cause?.failure != mode.id {
            problems.append(
                "recognised as \(result.cause?.failure.name ?? "nothing") (\(result.cause?.cause.en ?? result.summary))"
            )
        }
        if ![.failedRestored, .failedBefore, .failedNotRestored, .notPermitted].contains(result.exitCode) {
            problems.append("ended with \(result.exitCode): \(result.summary)")
        }
        return problems
    }
}
