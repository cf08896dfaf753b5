import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// - Parameter own: running tasks of the service by container instance.
    func instances(of service: Service, own: [String: Int]?) async -> Fact<[InstanceFact]> {
        await .of { () throws(Gap) in
            let input = ECS.ListContainerInstancesRequest(cluster: service.cluster)
            let arns = try await all(
                clients.ecs.listContainerInstancesPages(input), missing: ["ClusterNotFoundException"], limit: 5000
            ) { $0.containerInstanceArns }
            var found: [InstanceFact] = []
            for start in stride(from: 0, to: arns.count, by: 100) {
                let some = Array(arns[start..<min(start + 100, arns.count)])
                let answer = try await ask(
                    ECS.DescribeContainerInstances.self,
                    ECS.DescribeContainerInstancesRequest(cluster: service.cluster, containerInstances: some))
                found += (answer.containerInstances ?? []).map { instance in
                    var fact = InstanceFact(instance)
                    fact.ownTasks = own.map { $0[fact.arn] ?? 0 }
                    return fact
                }
            }
            return found
        }
    }

    /// Those of the service's strategy that Auto Scaling groups stand behind; `nil` where none does.
    func capacityProviders(_ settings: ServiceSettings) async -> Fact<[CapacityProviderFact]>? {
        let names = settings.capacityProviders.map(\.provider).filter { !$0.hasPrefix("FARGATE") }
        guard !names.isEmpty else { return nil }
        return await .of { () throws(Gap) in
            let answer = try await ask(
                ECS.DescribeCapacityProviders.self, ECS.DescribeCapacityProvidersRequest(capacityProviders: names))
            var found: [CapacityProviderFact] = []
            for provider in answer.capacityProviders ?? [] {
                guard let group = provider.autoScalingGroupProvider else { continue }
                let name = ARN(group.autoScalingGroupArn)?.name ?? group.autoScalingGroupArn
                let groups = try await ask(
                    AutoScaling.DescribeAutoScalingGroups.self,
                    AutoScaling.AutoScalingGroupNamesType(autoScalingGroupNames: [name]))
                let described = groups.autoScalingGroups.first
                found.append(
                    CapacityProviderFact(
                        name: provider.name ?? "", managesScaling: group.managedScaling?.status?.rawValue == "ENABLED",
                        instances: described?.instances?.count ?? 0, maximum: described?.maxSize ?? 0,
                        failedActivity: try await failedActivity(of: name)))
            }
            return found
        }
    }

    private func failedActivity(of group: String) async throws(Gap) -> String? {
        let answer = try await ask(
            AutoScaling.DescribeScalingActivities.self,
            AutoScaling.DescribeScalingActivitiesType(autoScalingGroupName: group, maxRecords: 20))
        let since = now().advanced(by: .seconds(-3600))
        let failed = answer.activities.filter {
            $0.statusCode.rawValue == "Failed" && $0.startTime.moment >= since
        }
        return failed.max { $0.startTime.millisecondsSinceEpoch < $1.startTime.millisecondsSinceEpoch }
            .map { $0.statusMessage ?? $0.cause }
    }

    func scaling(of service: Service) async -> Fact<ScalingFact> {
        await .of { () throws(Gap) in
            let answer = try await ask(
                ApplicationAutoScaling.DescribeScalableTargets.self,
                ApplicationAutoScaling.DescribeScalableTargetsRequest(
                    serviceNamespace: .init(rawValue: "ecs"),
                    resourceIds: ["service/\(service.clusterName)/\(service.name)"],
                    scalableDimension: .init(rawValue: "ecs:service:DesiredCount")))
            guard let target = answer.scalableTargets?.first else { throw .missing }
            return ScalingFact(minimum: target.minCapacity, maximum: target.maxCapacity)
        }
    }

    /// Schedules of EventBridge that start tasks of the plan's family in its cluster.
    func schedules(of plan: ServicePlan) async -> Fact<[PlainVariable]> {
        await .of { () throws(Gap) in
            let cluster = try await cluster(plan.service.cluster).known().arn
            let input = EventBridge.ListRuleNamesByTargetRequest(targetArn: cluster)
            let rules = try await all(clients.eventBridge.listRuleNamesByTargetPages(input), limit: 100) {
                $0.ruleNames
            }
            var found: [PlainVariable] = []
            for rule in rules {
                let input = EventBridge.ListTargetsByRuleRequest(rule: rule)
                let targets = try await all(clients.eventBridge.listTargetsByRulePages(input), limit: 100) {
                    $0.targets
                }
                for definition in targets.compactMap({ $0.ecsParameters?.taskDefinitionArn })
                where Self.family(of: definition) == plan.family {
                    found.append(PlainVariable(name: rule, value: definition))
                }
            }
            return found
        }
    }

    /// The family in an ARN of a task definition, with a revision or without.
    static func family(of definition: String) -> String {
        let last = definition.split(separator: "/").last.map(String.init) ?? definition
        return last.split(separator: ":").first.map(String.init) ?? last
    }
}

extension InstanceFact {
    init(_ instance: ECS.ContainerInstance) {
        func whole(_ resources: [ECS.Resource]?, _ name: String) -> Int {
            (resources ?? []).first { $0.name == name }?.integerValue ?? 0
        }
        func set(_ resources: [ECS.Resource]?, _ name: String) -> [String] {
            (resources ?? []).first { $0.name == name }?.stringSetValue ?? []
        }
        let (remaining, registered) = (instance.remainingResources, instance.registeredResources)
        self.init(
            arn: instance.containerInstanceArn ?? "", status: instance.status ?? "",
            isAgentConnected: instance.agentConnected ?? false, remainingCPU: whole(remaining, "CPU"),
            remainingMemory: whole(remaining, "MEMORY"), registeredCPU: whole(registered, "CPU"),
            registeredMemory: whole(registered, "MEMORY"))
        // ECS lists the ports that are taken, among what remains.
        usedPorts = (set(remaining, "PORTS") + set(remaining, "PORTS_UDP")).compactMap { Int($0) }.sorted()
        attributes = (instance.attributes ?? []).map { attribute in
            attribute.value.map { "\(attribute.name)=\($0)" } ?? attribute.name
        }
        gpus = set(remaining, "GPU").count
        registeredGPUs = set(registered, "GPU").count
    }
}
