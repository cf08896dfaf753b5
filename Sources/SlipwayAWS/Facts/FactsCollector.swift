import AWSRuntime
import AWSServices
import SlipwayDeploy
import SlipwayDomain

/// Turns AWS into facts: every question at once, none stops the others, and what cannot be found out is a fact too.
struct FactsCollector: Sendable {
    let clients: AWSClients
    let now: @Sendable () -> Moment
    /// Is told every secret value that is looked at, so that it is never printed.
    var learn: @Sendable (String) -> Void = { _ in }

    func collect(for plan: ServicePlan) async -> Facts {
        async let caller = caller()
        async let cluster = cluster(plan.service.cluster)
        async let service = service(plan.service)
        async let image = image(of: plan)
        async let secrets = secrets(of: plan)
        async let parameters = parameters(of: plan)
        async let logGroup = logGroup(plan.logs.group)
        async let balancing = balancing(plan.targetGroup)
        let (live, definition) = await service
        let (repository, found) = await image
        let (group, balancers) = await balancing
        let (place, obstacle) = await cluster
        return Facts(
            takenAt: now(), caller: await caller, cluster: place, service: live, taskDefinition: definition,
            repository: repository, image: found, secrets: await secrets, parameters: await parameters,
            logGroup: await logGroup, targetGroup: group, loadBalancers: balancers,
            obstacle: obstacle)
    }

    private func caller() async -> Fact<CallerFact> {
        do {
            let answer = try await clients.sts.getCallerIdentity(STS.GetCallerIdentityRequest())
            return .known(CallerFact(account: answer.account ?? "", arn: answer.arn ?? ""))
        } catch {
            return error.fact("sts:GetCallerIdentity")
        }
    }

    /// The cluster, and why ECS could not be asked for it where that is not its own answer.
    private func cluster(_ name: String) async -> (Fact<ClusterFact>, Problem?) {
        do {
            let answer = try await clients.ecs.describeClusters(ECS.DescribeClustersRequest(clusters: [name]))
            guard let found = answer.clusters?.first(where: { $0.status != "INACTIVE" }) else { return (.missing, nil) }
            let fact = ClusterFact(
                arn: found.clusterArn ?? "", name: found.clusterName ?? name, status: found.status ?? "",
                capacityProviders: found.capacityProviders ?? [])
            return (.known(fact), nil)
        } catch {
            let fact: Fact<ClusterFact> = error.fact("ecs:DescribeClusters", missing: ["ClusterNotFoundException"])
            let failure = error.targetFailure("ecs:DescribeClusters")
            switch failure {
            case .noCredentials, .unreachable, .cancelled:
                return (fact, failure.problem(doing: "looking at the cluster \(name)"))
            case .denied, .notFound, .refused, .uncertain: return (fact, nil)
            }
        }
    }

    private func service(_ service: Service) async -> (Fact<ServiceFact>, Fact<TaskDefinitionFact>?) {
        let live: ECS.Service
        do {
            let answer = try await clients.ecs.describeServices(
                ECS.DescribeServicesRequest(cluster: service.cluster, services: [service.name]))
            guard let found = answer.services?.first(where: { $0.status != "INACTIVE" }) else { return (.missing, nil) }
            live = found
        } catch {
            return (error.fact("ecs:DescribeServices", missing: ["ClusterNotFoundException"]), nil)
        }
        let fact = ServiceFact(
            arn: live.serviceArn ?? "", name: live.serviceName ?? service.name, status: live.status ?? "",
            settings: ServiceSettings(live), runningCount: live.runningCount ?? 0, pendingCount: live.pendingCount ?? 0,
            currentServiceDeployment: live.currentServiceDeployment,
            controller: live.deploymentController?.type.rawValue ?? "ECS")
        guard let arn = live.taskDefinition else { return (.known(fact), nil) }
        do {
            let answer = try await clients.ecs.describeTaskDefinition(
                ECS.DescribeTaskDefinitionRequest(taskDefinition: arn))
            guard let found = answer.taskDefinition else { return (.known(fact), .missing) }
            return (.known(fact), .known(TaskDefinitionFact(found)))
        } catch {
            return (.known(fact), error.fact("ecs:DescribeTaskDefinition"))
        }
    }

    private func logGroup(_ name: String) async -> Fact<LogGroupFact> {
        do {
            let input = CloudWatchLogs.DescribeLogGroupsRequest(logGroupNamePrefix: name)
            for try await page in clients.logs.describeLogGroupsPages(input) {
                guard let found = (page.logGroups ?? []).first(where: { $0.logGroupName == name }) else { continue }
                return .known(
                    LogGroupFact(
                        name: name, retentionDays: found.retentionInDays,
                        createdAt: found.creationTime.map { Moment(millisecondsSinceEpoch: Int64($0)) }))
            }
            return .missing
        } catch {
            return error.fact("logs:DescribeLogGroups")
        }
    }

    private func balancing(_ name: String?) async -> (Fact<TargetGroupFact>?, Fact<[LoadBalancerFact]>?) {
        guard let name else { return (nil, nil) }
        let group = await targetGroup(name)
        guard case .known(let found) = group else { return (group, nil) }
        return (group, await loadBalancers(of: found))
    }
}
