extension ElasticLoadBalancing {
    /// Answers about target groups as if they were gone, of another type or attached nowhere. The traffic of those that
    /// serve goes on: nobody can remove a group in use.
    func strike(_ fault: CloudFault.AccountFault, _ isMeant: @Sendable (String) -> Bool) -> [AccountFaults.Undo] {
        let names = store.targetGroups.map(\.name).filter(isMeant)
        for name in names { pretences[name] = fault }
        return names.map { name in { [weak self] in await self?.endPretence(of: name) } }
    }

    private func endPretence(of name: String) { pretences[name] = nil }

    /// A group as it is shown; nil for one that pretends to be gone.
    func shown(_ group: ELB.TargetGroup) -> ELB.TargetGroup? {
        var group = group
        switch pretences[group.name] {
        case .targetGroupsRemoved: return nil
        case .targetGroupsOfOtherType: group.targetType = group.targetType == .ip ? .instance : .ip
        default: break
        }
        return group
    }

    func shownLoadBalancers(of group: ELB.TargetGroup) -> [String] {
        pretences[group.name] == .targetGroupsUnattached ? [] : store.loadBalancers(using: group.arn)
    }
}
