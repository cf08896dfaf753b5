import Foundation
import LocalAWS
import SlipwayDomain
import SlipwayFailures
import SlipwayFaults

/// What is expected of one failure mode, and who meets it.
struct Contract {
    /// How it came out.
    struct Row: Sendable, CustomStringConvertible {
        var id: FailureID
        var foreseen = "–"
        var recognised = "–"
        var outcome = "–"
        var seconds = 0.0
        var problems: [String] = []

        var description: String {
            let sign = problems.isEmpty ? "kept" : "BROKEN: \(problems.joined(separator: "; "))"
            return "\(id) foreseen \(foreseen) recognised \(recognised) \(outcome) \(seconds) s \(sign)"
        }
    }

    /// Who meets the failure.
    enum Kind: Hashable {
        /// A deployment against all advice.
        case deployment
        /// Whoever asks what a stack failed of.
        case stack
        /// Whoever makes this call.
        case call(String)
    }

    var mode: FailureMode
    /// LocalAWS's switches.
    var faults: [CloudFault]
    /// Changes of the plan.
    var planFaults: [FaultPrimitive.PlanFault]

    private static let asked = ProcessInfo.processInfo.environment["CONTRACT"].map { $0.split(separator: ",") }

    /// Whether all modes are tried, not only some that somebody asked for.
    static var isWhole: Bool { asked == nil }

    /// All that can be brought about here, in the catalogue's order.
    static let all = Catalogue.all.compactMap { of($0) }

    static var chosen: [Contract] {
        let wanted = asked.map { $0.map { FailureID(String($0)) } }
        return all.filter { wanted?.contains($0.mode.id) ?? ($0.obstacle == nil) }
    }

    private static func of(_ mode: FailureMode) -> Contract? {
        let faults = (try? FaultMap.faults(of: mode.id)) ?? []
        let planFaults = mode.faults.compactMap { if case .plan(let fault) = $0 { fault } else { nil } }
        guard !faults.isEmpty || !planFaults.isEmpty else { return nil }
        return Contract(mode: mode, faults: faults, planFaults: planFaults)
    }

    // MARK: Expectations

    var kind: Kind {
        if faults.contains(where: \.isOfStacks) { return .stack }
        let met = ["ecs:UpdateService", "ecs:RegisterTaskDefinition", "ecs:CreateService", "ecs:RunTask"]
        if let call = refusedCall, !met.contains(call) { return .call(call) }
        return .deployment
    }

    /// `ecs:UpdateService`.
    var refusedCall: String? {
        for case .callRefused(let service, let operation, _, _) in faults { return "\(service):\(operation)" }
        return nil
    }

    /// Whether the facts of the account, or the plan, show it before anything is deployed.
    var isForeseeable: Bool {
        mode.foresee != nil && Self.unseen[mode.id] == nil
            && (!planFaults.isEmpty || faults.contains(where: \.changesFacts))
    }

    /// Why nobody tries it; nil where somebody does.
    var obstacle: String? {
        if let reason = Self.aside[mode.id] { return reason }
        if faults.contains(where: \.fillsMemory), !Self.enforcesMemory { return "memory limits are not enforced here" }
        if case .call(let call) = kind, Asker.calls[call] == nil { return "Slipway makes no call of \(call)" }
        return nil
    }

    private static let enforcesMemory =
        access("/sys/fs/cgroup/memory/cgroup.procs", W_OK) == 0
        || (try? String(contentsOfFile: "/sys/fs/cgroup/cgroup.subtree_control", encoding: .utf8))?.contains("memory")
            ?? false

    /// Runs it; an error of the test itself is a problem like any other.
    func row() async -> Row {
        do {
            switch kind {
            case .deployment: return try await deployed()
            case .stack: return try await readFromStack()
            case .call(let call): return try await refused(call)
            }
        } catch {
            return Row(id: mode.id, foreseen: "?", recognised: "?", outcome: "?", problems: ["it threw \(error)"])
        }
    }
}

extension CloudFault {
    fileprivate var isOfStacks: Bool { if case .stackFails = self { true } else { false } }

    fileprivate var fillsMemory: Bool {
        if case .standIn(let program) = self { program.ending == .fillsMemory } else { false }
    }

    /// Whether it changes what a check reads.
    fileprivate var changesFacts: Bool {
        switch self {
        case .account, .role, .network, .quotaUsedUp, .alarmState: true
        default: false
        }
    }

    /// Target groups are looked at when a service is made.
    var isOfTargetGroups: Bool {
        [.targetGroupsRemoved, .targetGroupsUnattached, .targetGroupsOfOtherType].contains { self == .account($0) }
    }
}
