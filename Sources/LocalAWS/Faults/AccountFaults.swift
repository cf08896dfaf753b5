import AWSServices
import Synchronization

/// Takes things of the account away or changes them, and knows how to put each back as it was.
struct AccountFaults: Sendable {
    typealias Undo = @Sendable () async -> Void

    /// Where a fault strikes.
    struct Aim: Sendable {
        /// What the fault is called; what has to be made for it is called so as well.
        var name: String
        /// Only what this service is run with.
        var service: String?
        /// Names to strike; empty strikes all of the kind.
        var subjects: [String]

        func means(_ name: String) -> Bool { subjects.isEmpty || subjects.contains(name) }
    }

    let secrets: SecretsService
    let parameters: ParametersService
    let logs: LogsService
    let registry: ImageRegistry
    let balancing: ElasticLoadBalancing
    let surroundings: SurroundingStores
    /// The account, and the user whose key pair is printed.
    let owner: LocalIdentity
    let ecs = LateECS()

    /// - Returns: how to put right what was done, in the order in which it was done; nothing for faults that are not the
    ///   account's.
    func strike(_ fault: CloudFault, _ aim: Aim) async throws -> [Undo] {
        switch fault {
        case .account(let fault): return try await strike(fault, aim)
        case .role(let fault): return await strikeRoles(fault, aim)
        case .network(let fault): return try await strikeNetworks(fault, aim)
        case .quotaUsedUp: return await useUpQuotas(aim)
        case .alarmState(let state): return await setAlarms(CloudWatch.StateValue(rawValue: state), aim)
        case .alarmsRing:
            let alarms = surroundings.alarms
            return [{ alarms.quieten() }]
        case .stackFails(let status, let type, let reason):
            return try await failStacks(StackFailure(status: status, resourceType: type, reason: reason), aim)
        case .standIn, .sidecar, .command, .user, .memoryLimit, .readOnlyRoot, .containerCheckFails, .checksAnswered,
            .checksTimeOut, .taskStops, .runningTaskStops, .placementFails, .deploymentStalls, .newerDeployment,
            .deploymentEnds, .pullTakes, .callRefused, .throttled:
            return []
        }
    }

    private func strike(_ fault: CloudFault.AccountFault, _ aim: Aim) async throws -> [Undo] {
        let isMeant: @Sendable (String) -> Bool = aim.means
        switch fault {
        case .secretsRemoved, .secretKeysRemoved, .secretsNotJSON, .secretsEmptied, .secretsScheduledForDeletion,
            .secretVersionsRemoved, .secretsRotated:
            return await secrets.strike(fault, aim.subjects)
        case .parametersRemoved: return await parameters.takeAway(isMeant)
        case .logGroupsRemoved: return await logs.takeAway(isMeant)
        case .imageTagsRemoved, .imagesRemoved, .repositoriesRemoved, .imagesOfOtherPlatform,
            .imagesReplacedByArtifact, .imageTagsMoved:
            return try await registry.strike(fault, isMeant)
        case .targetGroupsRemoved, .targetGroupsUnattached, .targetGroupsOfOtherType, .targetGroupsOfOtherVPC,
            .targetGroupsOfOtherPort, .targetGroupsOfOtherPath, .targetGroupsOfOtherProtocol:
            return await balancing.strike(fault, isMeant)
        }
    }

    // MARK: Roles

    private func strikeRoles(_ fault: CloudFault.RoleFault, _ aim: Aim) async -> [Undo] {
        let use = await ecs.use(of: aim.service)
        let permissions = surroundings.permissions
        let account = owner.account
        let named = aim.subjects.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        // Before the first task definition is there, any role that tasks may have can become one of them.
        let any = use.hasDefinitions ? nil : permissions.roles(assumableBy: "ecs-tasks.amazonaws.com", account: account)
        let roles: [String] =
            switch fault {
            case .executionRoleMissing, .executionRoleUntrusted, .executionRoleDenied:
                named.isEmpty ? any ?? use.executionRoles : named
            case .taskRoleMissing, .taskRoleUntrusted: named.isEmpty ? any ?? use.taskRoles : named
            case .serviceLinkedRoleMissing: [LinkedRoles.ecs]
            case .deployerDenied: []
            }
        let users = aim.subjects.isEmpty ? [owner.arn] : aim.subjects
        return permissions.strike(fault, roles: roles, users: users, account: account)
    }

    // MARK: Networks

    private func strikeNetworks(_ fault: CloudFault.NetworkFault, _ aim: Aim) async throws -> [Undo] {
        let use = await ecs.use(of: aim.service)
        let networks = surroundings.networks
        var undone: [Undo] = []
        for scope in use.places.isEmpty ? networks.scopes : use.places.map(\.scope) {
            let place = use.places.first { $0.scope == scope } ?? TaskUse.Place(scope: scope)
            let databases = surroundings.databases.securityGroups(in: scope)
            let now = surroundings.time.now()
            let repairs = try networks.with(scope) { store in
                var changed = store
                let targets = changed.targets(of: aim.subjects, used: place, databases: databases)
                let repairs = try changed.suffer(fault, targets, at: now)
                store = changed
                return repairs
            }
            undone += repairs.map { repair in { networks.with(scope) { repair(&$0) } } }
        }
        if fault == .otherVPC {
            // A service without security groups of its own still has a target group.
            undone += await balancing.strike(.targetGroupsOfOtherVPC) { _ in true }
        }
        return undone
    }

    // MARK: Quotas and alarms

    private func useUpQuotas(_ aim: Aim) async -> [Undo] {
        let quotas = surroundings.quotas
        var undone: [Undo] = []
        for scope in await ecs.use(of: aim.service).places.map(\.scope) {
            let used = await ecs.processors(in: scope)
            for (code, limit) in [(FargateQuota.code, used), (FargateQuota.spotCode, 0)] {
                let before = quotas.replace(limit, of: code, in: scope)
                undone.append { _ = quotas.replace(before, of: code, in: scope) }
            }
        }
        return undone
    }

    private func setAlarms(_ state: CloudWatch.StateValue, _ aim: Aim) async -> [Undo] {
        let use = await ecs.use(of: aim.service)
        let alarms = surroundings.alarms
        return alarms.scopes.flatMap { scope -> [Undo] in
            let watched = use.places.first { $0.scope == scope }?.alarms ?? []
            let names = aim.subjects.isEmpty ? watched : aim.subjects
            return alarms.set(state, of: names, in: scope).map { before in { alarms.restore(before, in: scope) } }
        }
    }

    // MARK: Stacks

    /// Without a stack to strike one is made, called as the fault.
    private func failStacks(_ failure: StackFailure, _ aim: Aim) async throws -> [Undo] {
        let stacks = surroundings.stacks
        let names = aim.subjects
        var undone = stacks.stores.scopes.flatMap { scope in
            stacks.fail(failure, names.isEmpty ? nil : names, in: scope)
        }
        guard undone.isEmpty else { return undone }
        for scope in await ecs.use(of: aim.service).places.map(\.scope) {
            undone += stacks.make(failure, names: names.isEmpty ? [aim.name] : names, in: scope)
        }
        return undone
    }
}

/// ECS needs the load balancer, which faults strike: so ECS comes late.
final class LateECS: Sendable {
    private struct Held {
        weak var service: ECSService?
    }

    private let held = Mutex(Held())

    var service: ECSService? {
        get { held.withLock { $0.service } }
        set { held.withLock { $0.service = newValue } }
    }

    func use(of name: String?) async -> TaskUse { await service?.use(of: name) ?? TaskUse() }

    func processors(in scope: CloudScope) async -> Double { await service?.processors(in: scope) ?? 0 }
}
