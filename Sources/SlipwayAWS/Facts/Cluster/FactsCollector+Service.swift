import AWSRuntime
import AWSServices
import SlipwayDeploy
import SlipwayDomain

/// What hangs on the live service.
struct ServiceLook: Sendable {
    var service: Fact<ServiceFact>
    var definition: Fact<TaskDefinitionFact>?
    var lastGood: Fact<LastGoodFact>?
    var protectedTasks: [String: Moment] = [:]
    var instances: Fact<[InstanceFact]>?
    var capacityProviders: Fact<[CapacityProviderFact]>?
    var alarms: Fact<[AlarmFact]>?
}

extension FactsCollector {
    func cluster(_ name: String) async -> Fact<ClusterFact> {
        await .of { () throws(Gap) in
            let answer = try await ask(
                ECS.DescribeClusters.self, ECS.DescribeClustersRequest(clusters: [name]),
                missing: ["ClusterNotFoundException"])
            guard let found = answer.clusters?.first(where: { $0.status != "INACTIVE" }) else { throw .missing }
            return ClusterFact(
                arn: found.clusterArn ?? "", name: found.clusterName ?? name, status: found.status ?? "",
                capacityProviders: found.capacityProviders ?? [])
        }
    }

    /// Why ECS could not be asked for the cluster, where that is not its own answer.
    func obstacle(_ name: String) async -> Problem? {
        do {
            // The same question as for the cluster itself, so it is not asked twice.
            _ = try await clients.caller.call(
                ECS.DescribeClusters.self, ECS.DescribeClustersRequest(clusters: [name]))
            return nil
        } catch {
            let failure = error.targetFailure(ECS.DescribeClusters.action)
            switch failure {
            case .noCredentials, .credentialsRefused, .unreachable, .cancelled:
                return failure.problem(doing: "looking at the cluster \(name)")
            case .denied, .notFound, .refused, .uncertain: return nil
            }
        }
    }

    /// The service as AWS answers; one that is INACTIVE is missing.
    func live(_ service: Service) async throws(Gap) -> ECS.Service {
        let answer = try await ask(
            ECS.DescribeServices.self,
            ECS.DescribeServicesRequest(
                cluster: service.cluster, services: [service.name], include: [.init(rawValue: "TAGS")]),
            missing: ["ClusterNotFoundException"])
        guard let found = answer.services?.first(where: { $0.status != "INACTIVE" }) else { throw .missing }
        return found
    }

    /// What the service runs now.
    func running(_ service: Service) async throws(Gap) -> ECS.TaskDefinition {
        guard let arn = try await live(service).taskDefinition else { throw .missing }
        return try await definition(arn)
    }

    private func definition(_ arn: String) async throws(Gap) -> ECS.TaskDefinition {
        let answer = try await ask(
            ECS.DescribeTaskDefinition.self, ECS.DescribeTaskDefinitionRequest(taskDefinition: arn))
        guard let found = answer.taskDefinition else { throw .missing }
        return found
    }

    func service(_ service: Service) async -> ServiceLook {
        let live: ECS.Service
        do throws(Gap) { live = try await self.live(service) } catch { return ServiceLook(service: error.fact()) }
        var fact = ServiceFact(live, called: service.name)
        let (settings, usesInstances) = (fact.settings, fact.usesInstances)
        async let definition = runningFact(service)
        async let lastGood = lastGood(service)
        async let providers = capacityProviders(settings)
        async let alarms = alarms(settings.alarms)
        let tasks = await tasks(of: service, instances: usesInstances)
        fact.oldestTaskStartedAt = tasks.oldest
        async let protected = protectedTasks(tasks.arns, in: service)
        let instances = usesInstances ? await instances(of: service, own: tasks.onInstances) : nil
        return ServiceLook(
            service: .known(fact), definition: live.taskDefinition == nil ? nil : await definition,
            lastGood: await lastGood, protectedTasks: await protected, instances: instances,
            capacityProviders: await providers, alarms: await alarms)
    }

    private func runningFact(_ service: Service) async -> Fact<TaskDefinitionFact> {
        await .of { () throws(Gap) in TaskDefinitionFact(try await running(service)) }
    }

    // MARK: Tasks

    private struct RunningTasks: Sendable {
        var arns: [String] = []
        var oldest: Moment?
        /// By container instance; `nil` where nobody could look.
        var onInstances: [String: Int]?
    }

    /// As far as they can be looked at; without the permission the facts that need them stay unknown.
    private func tasks(of service: Service, instances: Bool) async -> RunningTasks {
        var seen = RunningTasks()
        do throws(Gap) {
            let input = ECS.ListTasksRequest(
                cluster: service.cluster, serviceName: service.name, desiredStatus: .init(rawValue: "RUNNING"))
            seen.arns = try await all(clients.ecs.listTasksPages(input), limit: instances ? 10_000 : 100) {
                $0.taskArns
            }
            var found: [ECS.Task] = []
            for start in stride(from: 0, to: seen.arns.count, by: 100) {
                let some = Array(seen.arns[start..<min(start + 100, seen.arns.count)])
                found +=
                    try await ask(
                        ECS.DescribeTasks.self, ECS.DescribeTasksRequest(cluster: service.cluster, tasks: some)
                    ).tasks ?? []
            }
            seen.oldest = found.compactMap { $0.startedAt?.moment }.min()
            seen.onInstances = found.compactMap(\.containerInstanceArn).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        } catch {
            return seen
        }
        return seen
    }

    private func protectedTasks(_ arns: [String], in service: Service) async -> [String: Moment] {
        guard !arns.isEmpty else { return [:] }
        do throws(Gap) {
            let answer = try await ask(
                ECS.GetTaskProtection.self,
                ECS.GetTaskProtectionRequest(cluster: service.cluster, tasks: Array(arns.prefix(100))))
            let pairs = (answer.protectedTasks ?? []).compactMap { task -> (String, Moment)? in
                guard task.protectionEnabled ?? false, let arn = task.taskArn, let end = task.expirationDate else {
                    return nil
                }
                return (arn, end.moment)
            }
            return Dictionary(pairs) { first, _ in first }
        } catch {
            // There is no fact for "not looked at": the rule then says nothing.
            return [:]
        }
    }

    // MARK: The way back

    private func lastGood(_ service: Service) async -> Fact<LastGoodFact> {
        await .of { () throws(Gap) in
            let answer = try await ask(
                ECS.ListServiceDeployments.self,
                ECS.ListServiceDeploymentsRequest(
                    service: service.name, cluster: service.cluster, status: [.init(rawValue: "SUCCESSFUL")]))
            let last = (answer.serviceDeployments ?? []).max {
                ($0.finishedAt?.millisecondsSinceEpoch ?? 0) < ($1.finishedAt?.millisecondsSinceEpoch ?? 0)
            }
            guard let deployment = last?.serviceDeploymentArn, let arn = last?.targetServiceRevisionArn else {
                throw .missing
            }
            let revisions = try await ask(
                ECS.DescribeServiceRevisions.self, ECS.DescribeServiceRevisionsRequest(serviceRevisionArns: [arn]))
            guard let revision = revisions.serviceRevisions?.first, let definition = revision.taskDefinition else {
                throw .missing
            }
            var fact = LastGoodFact(serviceDeployment: deployment, taskDefinition: definition)
            fact.taskDefinitionStatus = try await self.definition(definition).status?.rawValue ?? "ACTIVE"
            let images = revision.containerImages ?? []
            fact.digests = images.compactMap(\.imageDigest)
            for image in images {
                if let gone = await goneImage(image.image ?? "", digest: image.imageDigest) {
                    fact.goneImages.append(gone)
                }
            }
            return fact
        }
    }

    /// The image pinned to what ran, where ECR says that it is no longer there.
    private func goneImage(_ image: String, digest: String?) async -> String? {
        guard let digest, let reference = try? ImageReference(parsing: image), let own = Self.repository(of: reference)
        else { return nil }
        do throws(Gap) {
            _ = try await ask(
                ECR.DescribeImages.self,
                ECR.DescribeImagesRequest(
                    registryId: own.account, repositoryName: own.name,
                    imageIds: [ECR.ImageIdentifier(imageDigest: digest)]),
                missing: ["ImageNotFoundException", "RepositoryNotFoundException"])
            return nil
        } catch {
            return error == .missing ? "\(reference.name)@\(digest)" : nil
        }
    }
}
