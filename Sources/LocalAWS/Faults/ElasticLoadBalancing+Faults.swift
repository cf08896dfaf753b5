/// Something that a target group only pretends.
struct Pretence: Hashable, Sendable {
    var fault: CloudFault.AccountFault
    /// Targets with higher numbers were registered since then.
    var since: Int
}

extension ElasticLoadBalancing {
    /// Answers about target groups as if they were gone, of another type, attached nowhere or checked otherwise. The traffic
    /// of targets that serve goes on, and they are checked as before: a fault strikes what begins after it.
    func strike(_ fault: CloudFault.AccountFault, _ isMeant: @Sendable (String) -> Bool) -> [AccountFaults.Undo] {
        let names = store.targetGroups.map(\.name).filter(isMeant)
        let pretence = Pretence(fault: fault, since: store.lastTargetNumber)
        for name in names { pretences[name, default: []].append(pretence) }
        return names.map { name in { [weak self] in await self?.end(pretence, of: name) } }
    }

    private func end(_ pretence: Pretence, of name: String) {
        guard let index = pretences[name]?.firstIndex(of: pretence) else { return }
        pretences[name]?.remove(at: index)
    }

    func pretends(_ group: ELB.TargetGroup, _ fault: CloudFault.AccountFault) -> Bool {
        pretences[group.name]?.contains { $0.fault == fault } ?? false
    }

    /// A group as it is shown; nil for one that pretends to be gone.
    func shown(_ group: ELB.TargetGroup) -> ELB.TargetGroup? {
        var shown = group
        for pretence in pretences[group.name] ?? [] {
            switch pretence.fault {
            case .targetGroupsRemoved: return nil
            case .targetGroupsOfOtherType: shown.targetType = group.targetType == .ip ? .instance : .ip
            case .targetGroupsOfOtherVPC: shown.vpc = "vpc-0fa0170000000000f"
            case .targetGroupsOfOtherPort: shown.healthCheck.port = .fixed(Self.otherPort)
            case .targetGroupsOfOtherPath: shown.healthCheck.path = Self.otherPath
            default: break
            }
        }
        return shown
    }

    func shownLoadBalancers(of group: ELB.TargetGroup) -> [String] {
        pretends(group, .targetGroupsUnattached) ? [] : store.loadBalancers(using: group.arn)
    }

    // MARK: Checks

    /// The port of the discard service, on which no container listens.
    private static let otherPort = 9
    private static let otherPath = "/fault-other-path"

    /// What changes the checks of a target.
    private func pretences(for number: Int) -> [CloudFault.AccountFault] {
        let group = store.targetGroups.first { $0.targets.contains { $0.number == number } }
        return (group.flatMap { pretences[$0.name] } ?? []).filter { number > $0.since }.map(\.fault)
    }

    /// How a target is checked; nil once it no longer serves.
    func checkPlan(for number: Int) -> ELB.CheckPlan? {
        guard var plan = store.checkPlan(for: number) else { return nil }
        for fault in pretences(for: number) {
            switch fault {
            case .targetGroupsOfOtherPort: plan.port = Self.otherPort
            case .targetGroupsOfOtherPath: plan.settings.path = Self.otherPath
            default: break
            }
        }
        return plan
    }

    /// Whether the checks speak another protocol than the target: no handshake comes about.
    func isAskedInVain(_ number: Int) -> Bool { pretences(for: number).contains(.targetGroupsOfOtherProtocol) }
}
