import AWSRuntime
import AWSServices
import SlipwayDomain

/// Turns AWS into facts: every question at once, none stops the others, and what cannot be found out is a fact too.
///
/// Translation only. What matters of it, and what it means, the failure modes know.
struct FactsCollector: Sendable {
    let clients: AWSClients
    let now: @Sendable () -> Moment
    var settings = CollectorSettings()
    /// Is told every secret value that is looked at, so that it is never printed.
    var learn: @Sendable (String) -> Void = { _ in }

    func collect(for plan: ServicePlan) async -> Facts {
        let calls = SharedCalls(clients.caller, parallel: settings.parallel)
        let run = FactsCollector(clients: AWSClients(calls), now: now, settings: settings, learn: learn)
        var facts: Facts
        if let uptime = settings.uptime {
            facts = await CallDeadline.with(uptime() + settings.patience) { await run.everythingPossible(for: plan) }
        } else {
            facts = await run.everythingPossible(for: plan)
        }
        facts.unanswered = calls.refused
        return facts
    }

    /// Everything, or only why ECS cannot be asked: a hundred other questions to nobody would take their time.
    private func everythingPossible(for plan: ServicePlan) async -> Facts {
        await withTaskGroup(of: Facts?.self) { group in
            group.addTask { await everything(for: plan) }
            group.addTask {
                guard let obstacle = await obstacle(plan.service.cluster) else { return nil }
                var facts = Facts(takenAt: now())
                facts.obstacle = obstacle
                return facts
            }
            var found = Facts(takenAt: now())
            for await facts in group {
                guard let facts else { continue }
                found = facts
                if facts.obstacle != nil { break }
            }
            group.cancelAll()
            return found
        }
    }

    private func everything(for plan: ServicePlan) async -> Facts {
        async let contract = contract()
        async let making = imageMaking(plan)
        async let expiry = settings.credentialsExpireAt()
        async let stacks = stacks(of: plan.service)
        async let memory = memoryPeak(of: plan.service)
        async let schedules = schedules(of: plan)
        async let scaling = scaling(of: plan.service)
        async let quotas = quotas(for: plan)
        let (first, look) = await first(plan)
        async let contents = imageContents(of: plan, look)
        async let permissions = permissions(for: plan, first)
        async let surroundings = surroundings(of: plan, first)
        async let certificates = certificates(of: first)
        async let expiring = expiring(in: first)
        async let responseTime = responseTime(of: first.targetGroup?.value)
        var facts = first
        (facts.network, facts.databases) = await surroundings
        facts.permissions = await permissions
        facts.certificates = await certificates
        facts.quotas = await quotas
        facts.scaling = await scaling
        facts.schedules = await schedules
        facts.memoryPeak = await memory
        facts.stacks = await stacks
        facts.credentialsExpireAt = await expiry
        facts.contract = await contract
        facts.imageMaking = await making
        facts.imageContents = await contents
        if let time = await responseTime, case .known(var group) = facts.targetGroup {
            group.responseTime99 = time
            facts.targetGroup = .known(group)
        }
        if let digests = await expiring, case .known(var repository) = facts.repository {
            repository.expiring = digests
            facts.repository = .known(repository)
        }
        return facts
    }

    /// What needs no other facts, but is needed by others.
    private func first(_ plan: ServicePlan) async -> (Facts, ImageLook) {
        var facts = Facts(takenAt: now())
        async let caller = caller()
        async let cluster = cluster(plan.service.cluster)
        async let service = service(plan.service)
        async let image = image(of: plan)
        async let secrets = secrets(of: plan)
        async let parameters = parameters(of: plan)
        async let logGroup = logGroup(plan.logs.group)
        async let balancing = balancing(plan.targetGroup)
        async let roles = roles(of: plan)
        async let linked = serviceLinkedRole()
        let live = await service
        facts.service = live.service
        facts.taskDefinition = live.definition
        facts.lastGood = live.lastGood
        facts.protectedTasks = live.protectedTasks
        facts.instances = live.instances
        facts.capacityProviders = live.capacityProviders
        facts.alarms = live.alarms
        facts.caller = await caller
        facts.cluster = await cluster
        let picture = await image
        facts.repository = picture.repository
        facts.image = picture.image
        let (found, held) = (await secrets, await parameters)
        facts.secrets = found.facts
        facts.parameters = held.facts
        facts.addresses = Addresses.found(in: plan, secrets: found.values.merging(held.values) { first, _ in first })
        facts.logGroup = await logGroup
        (facts.targetGroup, facts.loadBalancers) = await balancing
        facts.roles = await roles
        facts.serviceLinkedRole = await linked
        return (facts, picture)
    }

    func caller() async -> Fact<CallerFact> {
        await .of { () throws(Gap) in
            let answer = try await ask(STS.GetCallerIdentity.self, STS.GetCallerIdentityRequest())
            return CallerFact(account: answer.account ?? "", arn: answer.arn ?? "")
        }
    }

    private func logGroup(_ name: String) async -> Fact<LogGroupFact> {
        await .of { () throws(Gap) in
            let input = CloudWatchLogs.DescribeLogGroupsRequest(logGroupNamePrefix: name)
            let groups = try await all(clients.logs.describeLogGroupsPages(input), items: \.logGroups)
            guard let found = groups.first(where: { $0.logGroupName == name }) else { throw .missing }
            return LogGroupFact(
                name: name, retentionDays: found.retentionInDays,
                createdAt: found.creationTime.map { Moment(millisecondsSinceEpoch: Int64($0)) })
        }
    }

    private func balancing(_ name: String?) async -> (Fact<TargetGroupFact>?, Fact<[LoadBalancerFact]>?) {
        guard let name else { return (nil, nil) }
        let group = await targetGroup(name)
        guard case .known(let found) = group else { return (group, nil) }
        return (group, await loadBalancers(of: found))
    }
}
