import Foundation
import LocalAWS
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures
import SlipwayFaults
import SlipwayRollout
import TestSupport
import Testing

/// What is expected of one failure mode, and how a release meets it.
struct Contract {
    /// How it came out.
    struct Row: Sendable, CustomStringConvertible {
        var id: FailureID
        var foreseen: String
        var recognised: String
        var outcome: String
        var seconds: Double
        var problems: [String]

        var description: String {
            let sign = problems.isEmpty ? "kept" : "BROKEN: \(problems.joined(separator: "; "))"
            return "\(id) foreseen \(foreseen) recognised \(recognised) \(outcome) \(seconds) s \(sign)"
        }
    }

    var mode: FailureMode
    var faults: [CloudFault]

    private static let asked = ProcessInfo.processInfo.environment["CONTRACT"]?.split(separator: ",")

    /// Whether all modes are tried, not only some that somebody asked for.
    static var isWhole: Bool { asked == nil }

    static var chosen: [Contract] {
        let ids = asked.map { $0.map { FailureID(String($0)) } } ?? FaultMap.reproducible
        return ids.compactMap(of).filter { $0.obstacle == nil }
    }

    static func of(_ id: FailureID) -> Contract? {
        guard let mode = Catalogue.mode(id), let faults = try? FaultMap.faults(of: id) else { return nil }
        return Contract(mode: mode, faults: faults)
    }

    /// Modes that are no cause of a failed deployment: what is right to say of it then is something else.
    private static let aside: [FailureID: String] = [
        // Killed without being asked to end is app-exit-137.
        "app-exit-137-not-oom": "it is only warned of: the deployment takes longer",
        "lb-5xx-during-deploy": "clients feel it; the deployment succeeds",
        "lb-deregistration-slow": "the deployment only takes longer",
        "lb-stop-timeout-kills-requests": "clients feel it; the deployment succeeds",
        "dep-breaker-blind-crash-loop": "the crash itself is the cause, and is told",
        "dep-rollback-reported-success": "the crash itself is the cause, and is told",
        "dep-never-stabilises": "the failing check itself is the cause, and is told",
        "hc-elb-generic-stop": "what the target answers says more, and is told",
        "lb-target-not-in-use": "a group without a listener is told as lb-target-group-unattached",
        "dep-waiter-timeout": "a waiter gives up, no deployment",
        "after-autoscaling-fight": "it shows after the deployment",
        "after-host-retirement-cannot-restart": "it shows after the deployment",
        "after-memory-creep": "it shows after the deployment",
        "after-no-logs": "the crash itself is the cause, and is told",
    ]

    /// Why a deployment cannot meet it; nil when it can.
    var obstacle: String? {
        if let reason = Self.aside[mode.id] { return reason }
        if faults.contains(where: { $0.fillsMemory }), !Self.enforcesMemory { return "memory limits are not enforced here" }
        for case .callRefused(let service, let operation, _, _) in faults {
            let met = [
                "ecs:UpdateService", "ecs:RegisterTaskDefinition", "ecs:CreateService", "ecs:RunTask",
            ]
            if !met.contains("\(service):\(operation)") { return "no deployment calls \(service):\(operation)" }
        }
        return nil
    }

    private static let enforcesMemory =
        access("/sys/fs/cgroup/memory/cgroup.procs", W_OK) == 0
        || (try? String(contentsOfFile: "/sys/fs/cgroup/cgroup.subtree_control", encoding: .utf8))?.contains("memory")
            ?? false

    private var refuses: String? {
        for case .callRefused(_, let operation, _, _) in faults { return operation }
        return nil
    }

    /// Whether the facts of the account show it before anything is deployed.
    private var isForeseeable: Bool {
        mode.foresee != nil
            && faults.contains { fault in
                if case .account = fault { true } else { false }
            }
    }

    /// Runs it; an error of the test itself is a problem like any other.
    func row() async -> Row {
        do {
            return try await run()
        } catch {
            return Row(
                id: mode.id, foreseen: "?", recognised: "?", outcome: "?", seconds: 0, problems: ["it threw \(error)"])
        }
    }

    private func run() async throws -> Row {
        try await Yard.with { yard in
            // ECS looks at load balancers when a service is made.
            let isFirst = refuses == "CreateService" || faults.contains(where: \.isOfTargetGroups)
            let first = try await yard.deploy(yard.plan(1))
            #expect(first.exitCode == .done, "\(first.summary): \(first.cause?.cause.en ?? "")")
            let image = try await yard.tag(try #require(first.image), "two")
            let second = try yard.plan(2) { plan in
                plan.image = .reference(faults.contains(.account(.imagesRemoved)) ? first.image ?? image : image)
                if mode.nature == .mayPass { plan.deployment.budget = .seconds(3) }
                if refuses == "RunTask" { plan.before = [BeforePlan(name: "migrate", command: ["exit", "0"])] }
                if isFirst { plan.service = Service(region: Yard.region, cluster: "shop", name: "other") }
            }
            let before = try await yard.standing()
            try await yard.cloud.faults.add(
                mode.id.name, faults, service: nil, subjects: [], since: yard.cloud.settings.time.now())
            var problems: [String] = []
            let foreseen = await yard.conductor.check(second).findings.contains {
                $0.failure == mode.id && [.fail, .warn].contains($0.severity)
            }
            if isForeseeable, !foreseen { problems.append("check did not foresee it") }
            guard !mode.recognisers.isEmpty else {
                // The application alone could tell; what counts is that it is foreseen.
                if !foreseen { problems.append("nothing foresees or recognises it") }
                return Row(
                    id: mode.id, foreseen: foreseen ? "yes" : "NO", recognised: "–", outcome: "–", seconds: 0,
                    problems: problems)
            }
            let clock = ContinuousClock()
            let started = clock.now
            let result = try await yard.deploy(second, DeployOptions(skip: .all, onBudget: .restore))
            let seconds = started.duration(to: clock.now)
            problems += judge(result)
            let after = try await yard.standing()
            if !isFirst, !faults.contains(.newerDeployment), after?.settings.taskDefinition != before?.settings.taskDefinition {
                problems.append("the service runs \(after?.settings.taskDefinition ?? "nothing")")
            }
            await yard.cloud.faults.removeAll()
            let healed = try await yard.deploy(second)
            if healed.exitCode != .done {
                problems.append("without the fault: \(healed.summary): \(healed.cause?.cause.en ?? "")")
            }
            return Row(
                id: mode.id, foreseen: foreseen ? "yes" : isForeseeable ? "NO" : "–",
                recognised: result.cause?.failure.name ?? "–", outcome: "\(result.exitCode)",
                seconds: Double(seconds.wholeMilliseconds) / 1000, problems: problems)
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
        if ![.failedRestored, .failedBefore, .failedNotRestored].contains(result.exitCode) {
            problems.append("ended with \(result.exitCode): \(result.summary)")
        }
        return problems
    }
}

extension CloudFault {
    fileprivate var isOfTargetGroups: Bool {
        [.targetGroupsRemoved, .targetGroupsUnattached, .targetGroupsOfOtherType].contains { self == .account($0) }
    }

    fileprivate var fillsMemory: Bool {
        if case .standIn(let program) = self { program.ending == .fillsMemory } else { false }
    }
}
