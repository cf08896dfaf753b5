import AWSRuntime
import AWSServices
import LocalAWS
import TestSupport
import Testing

/// ECS with in-memory ports, spoken to through its operation table.
private struct LocalECS {
    let time = ManualCloudTime()
    let runtime = MemoryRuntime()
    let images = MemoryImages()
    let secrets: MemorySecrets
    let logs = MemoryLogs()
    let targets = MemoryTargets()
    let service: ECSService
    let table: OperationTable
    let context = CallContext(account: "000000000000", region: "eu-west-1", accessKeyID: "AKIA", requestID: "1")

    static let targetGroup = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/1"

    init(secrets values: [String: String] = [:]) async {
        secrets = MemorySecrets(values)
        targets.add(TargetGroupSummary(arn: Self.targetGroup, targetType: "ip", port: 80, loadBalancers: ["lb"]))
        service = ECSService(
            ports: ECSPorts(
                time: time, runtime: runtime, images: images, secrets: secrets, logs: logs, targetGroups: targets),
            seed: 7)
        table = service.operations()
        await service.start()
    }

    func call<O: AWSOperation>(_ operation: O.Type, _ input: O.Input) async throws -> O.Output {
        let entry = try #require(table.entries[O.name])
        return try O.Output(awsValue: try await entry.handle(input.awsValue, context))
    }

    /// Moves time on in small steps, each when nothing more can happen without it, until the condition holds.
    func pass(until condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<20_000 {
            if try await condition() { return true }
            time.clock.advance(by: .milliseconds(10))
            await rest()
        }
        return false
    }

    private func rest() async {
        var quiet = 0
        // The alarm's task needs a turn after the clock has moved, so one quiet look is not enough.
        while quiet < 5 {
            await Task.yield()
            let heard = await service.eventsHeard
            let busy = await service.isBusy
            quiet = busy || heard != runtime.emitted ? 0 : quiet + 1
        }
    }

    func register(
        _ image: String, _ change: (inout ECS.ContainerDefinition) -> Void = { _ in }
    ) async throws -> String {
        var container = ECS.ContainerDefinition(
            name: "app", image: image, portMappings: [ECS.PortMapping(containerPort: 8080)])
        change(&container)
        let output = try await call(
            ECS.RegisterTaskDefinition.self,
            ECS.RegisterTaskDefinitionRequest(
                family: "web", executionRoleArn: "arn:aws:iam::000000000000:role/execution", networkMode: .awsvpc,
                containerDefinitions: [container], requiresCompatibilities: [.fargate], cpu: "256", memory: "512"))
        return try #require(output.taskDefinition?.taskDefinitionArn)
    }

    static let network = ECS.NetworkConfiguration(
        awsvpcConfiguration: ECS.AwsVpcConfiguration(subnets: ["subnet-1"], assignPublicIp: .enabled))

    func create(_ definition: String, count: Int = 2) async throws {
        _ = try await call(ECS.CreateCluster.self, ECS.CreateClusterRequest(clusterName: "main"))
        _ = try await call(
            ECS.CreateService.self,
            ECS.CreateServiceRequest(
                cluster: "main", serviceName: "web", taskDefinition: definition,
                loadBalancers: [
                    ECS.LoadBalancer(targetGroupArn: Self.targetGroup, containerName: "app", containerPort: 8080)
                ], desiredCount: count, launchType: .fargate,
                deploymentConfiguration: ECS.DeploymentConfiguration(
                    deploymentCircuitBreaker: ECS.DeploymentCircuitBreaker(enable: true, rollback: true)),
                networkConfiguration: Self.network))
    }

    func describe() async throws -> ECS.Service {
        let output = try await call(
            ECS.DescribeServices.self, ECS.DescribeServicesRequest(cluster: "main", services: ["web"]))
        return try #require(output.services?.first)
    }

    func isSteady() async throws -> Bool {
        try await describe().events?.first?.message == "(service web) has reached a steady state."
    }

    func stoppedTasks() async throws -> [ECS.Task] {
        let arns =
            try await call(
                ECS.ListTasks.self, ECS.ListTasksRequest(cluster: "main", desiredStatus: .stopped)
            ).taskArns ?? []
        guard !arns.isEmpty else { return [] }
        return try await call(ECS.DescribeTasks.self, ECS.DescribeTasksRequest(cluster: "main", tasks: arns)).tasks
            ?? []
    }
}

@Suite("ECS as a service")
struct ECSServiceTests {
    @Test("runs a service behind a target group, with its secrets, its logs and its mapped port")
    func runs() async throws {
        let local = await LocalECS(secrets: ["arn:secret": "canary"])
        let definition = try await local.register("app:1") { container in
            container.environment = [ECS.KeyValuePair(name: "MODE", value: "test")]
            container.secrets = [ECS.Secret(name: "TOKEN", valueFrom: "arn:secret")]
            container.logConfiguration = ECS.LogConfiguration(
                logDriver: .awslogs,
                options: ["awslogs-group": "/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"])
        }
        try await local.create(definition)
        #expect(try await local.pass { try await local.isSteady() })
        let service = try await local.describe()
        #expect(service.runningCount == 2 && service.pendingCount == 0)
        #expect(service.deployments?.map(\.rolloutState) == [.completed])
        #expect(local.targets.targets.map(\.port).sorted() == [9001, 9002])
        let specification = try #require(local.runtime.specifications.first)
        #expect(
            specification.environment.map(\.name) == [
                "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_REGION", "MODE", "TOKEN",
            ])
        #expect(specification.environment.last?.value == "canary")
        #expect(specification.memoryLimitBytes == Int64(536_870_912))
        let stream = "/web app/app/\(specification.key.task)"
        #expect(try await local.pass { local.logs.lines(in: stream) == ["hello from app"] })
        await local.service.shutdown()
        #expect(local.runtime.isShutDown && local.runtime.runningCount == 0)
    }

    @Test("rolls out a new revision and lists both of its service deployments")
    func rollsOut() async throws {
        let local = await LocalECS()
        try await local.create(try await local.register("app:1"))
        #expect(try await local.pass { try await local.isSteady() })
        let second = try await local.register("app:2")
        let updated = try await local.call(
            ECS.UpdateService.self, ECS.UpdateServiceRequest(cluster: "main", service: "web", taskDefinition: second))
        #expect(updated.service?.deployments?.map(\.status) == ["PRIMARY", "ACTIVE"])
        #expect(try await local.pass { try await local.isSteady() })
        let service = try await local.describe()
        #expect(service.taskDefinition == second)
        let listed = try await local.call(
            ECS.ListServiceDeployments.self, ECS.ListServiceDeploymentsRequest(service: "web", cluster: "main"))
        #expect(listed.serviceDeployments?.map(\.status) == [.successful, .successful])
        #expect(listed.serviceDeployments?.first?.serviceDeploymentArn == service.currentServiceDeployment)
        let arn = try #require(service.currentServiceDeployment)
        let described = try await local.call(
            ECS.DescribeServiceDeployments.self,
            ECS.DescribeServiceDeploymentsRequest(serviceDeploymentArns: [arn, "\(arn)x"]))
        #expect(described.failures?.map(\.reason) == ["MISSING"])
        let deployment = try #require(described.serviceDeployments?.first)
        #expect(deployment.targetServiceRevision?.runningTaskCount == 2)
        #expect(deployment.deploymentCircuitBreaker?.threshold == 3)
        let revision = try await local.call(
            ECS.DescribeServiceRevisions.self,
            ECS.DescribeServiceRevisionsRequest(
                serviceRevisionArns: [try #require(deployment.targetServiceRevision?.arn)])
        ).serviceRevisions?.first
        #expect(revision?.taskDefinition == second)
        #expect(revision?.containerImages?.first?.image == "app:2")
        #expect(revision?.containerImages?.first?.imageDigest?.hasPrefix("sha256:") == true)
        await local.service.shutdown()
    }

    @Test("puts a release with a missing image, a missing secret or a crash at boot back, in ECS's words")
    func rollsBack() async throws {
        let local = await LocalECS()
        let first = try await local.register("app:1")
        try await local.create(first)
        #expect(try await local.pass { try await local.isSteady() })
        local.images.remove("app:missing")
        local.runtime.exit(MemoryImages.digest(of: "app:crash"), with: ExitStatus(code: 3))
        let broken = [
            try await local.register("app:missing"), try await local.register("app:crash"),
            try await local.register("app:1") { $0.secrets = [ECS.Secret(name: "A", valueFrom: "arn:none")] },
        ]
        for definition in broken {
            _ = try await local.call(
                ECS.UpdateService.self,
                ECS.UpdateServiceRequest(cluster: "main", service: "web", taskDefinition: definition))
            #expect(
                try await local.pass {
                    let listed = try await local.call(
                        ECS.ListServiceDeployments.self,
                        ECS.ListServiceDeploymentsRequest(service: "web", cluster: "main"))
                    return listed.serviceDeployments?.first?.status == .rollbackSuccessful
                })
            #expect(try await local.describe().taskDefinition == first)
        }
        let stopped = try await local.stoppedTasks()
        // Others of theirs were still starting when the breaker opened, and were stopped by the scheduler.
        let ended = stopped.filter { $0.stopCode != .serviceSchedulerInitiated }
        let missing = ended.filter { $0.taskDefinitionArn == broken[0] }
        #expect(missing.count >= 3)
        #expect(
            missing.allSatisfy { task in
                task.stopCode == .taskFailedToStart
                    && task.stoppedReason?.hasSuffix("failed to resolve ref app:missing: app:missing: not found")
                        == true
            })
        let crashed = ended.filter { $0.taskDefinitionArn == broken[1] }
        #expect(crashed.count >= 3)
        #expect(crashed.allSatisfy { $0.containers?.first?.exitCode == 3 && $0.stopCode == .essentialContainerExited })
        let secretless = ended.filter { $0.taskDefinitionArn == broken[2] }
        #expect(
            secretless.allSatisfy { $0.stoppedReason?.hasPrefix("ResourceInitializationError: unable to pull") == true }
        )
        await local.service.shutdown()
    }

    @Test("runs a one-off task with overrides and reports its exit code")
    func runsTask() async throws {
        let local = await LocalECS()
        let definition = try await local.register("app:1")
        _ = try await local.call(ECS.CreateCluster.self, ECS.CreateClusterRequest(clusterName: "main"))
        local.runtime.exit(MemoryImages.digest(of: "app:1"), with: ExitStatus(code: 5))
        let request = ECS.RunTaskRequest(
            cluster: "main", launchType: .fargate, networkConfiguration: LocalECS.network,
            overrides: ECS.TaskOverride(containerOverrides: [ECS.ContainerOverride(name: "app", command: ["migrate"])]),
            startedBy: "me", taskDefinition: definition, clientToken: "once")
        let ran = try await local.call(ECS.RunTask.self, request)
        let task = try #require(ran.tasks?.first)
        #expect(task.lastStatus == "PROVISIONING" && task.startedBy == "me" && task.group == "family:web")
        #expect(try await local.call(ECS.RunTask.self, request).tasks?.map(\.taskArn) == [task.taskArn])
        #expect(try await local.pass { try await local.stoppedTasks().first?.lastStatus == "STOPPED" })
        let ended = try #require(try await local.stoppedTasks().first)
        #expect(ended.containers?.first?.exitCode == 5)
        #expect(ended.overrides?.containerOverrides?.first?.command == ["migrate"])
        #expect(local.runtime.specifications.first?.command == ["migrate"])
        #expect(local.runtime.networkCount == 0)
        await local.service.shutdown()
    }

    @Test("stops, drains and deletes a service and its cluster")
    func deletes() async throws {
        let local = await LocalECS()
        try await local.create(try await local.register("app:1"))
        #expect(try await local.pass { try await local.isSteady() })
        await #expect(
            throws: ECS.InvalidParameterException(message: "The service cannot be stopped while it is scaled above 0.")
        ) {
            try await local.call(ECS.DeleteService.self, ECS.DeleteServiceRequest(cluster: "main", service: "web"))
        }
        await #expect(throws: ECS.ClusterContainsServicesException.self) {
            try await local.call(ECS.DeleteCluster.self, ECS.DeleteClusterRequest(cluster: "main"))
        }
        let deleted = try await local.call(
            ECS.DeleteService.self, ECS.DeleteServiceRequest(cluster: "main", service: "web", force: true))
        #expect(deleted.service?.status == "DRAINING")
        await #expect(throws: ECS.ServiceNotActiveException.self) {
            try await local.call(ECS.UpdateService.self, ECS.UpdateServiceRequest(cluster: "main", service: "web"))
        }
        #expect(
            try await local.pass {
                try await local.describe().status == "INACTIVE" && local.runtime.networkCount == 0
            })
        #expect(local.targets.targets.isEmpty && local.runtime.runningCount == 0)
        #expect(
            try await local.pass {
                do {
                    _ = try await local.call(ECS.DeleteCluster.self, ECS.DeleteClusterRequest(cluster: "main"))
                    return true
                } catch is ECS.ClusterContainsTasksException {
                    return false
                }
            })
        await #expect(throws: ECS.ClusterNotFoundException(message: "The referenced cluster was inactive.")) {
            try await local.call(ECS.DeleteCluster.self, ECS.DeleteClusterRequest(cluster: "main"))
        }
        await local.service.shutdown()
    }

    @Test("runs container health checks through the runtime and replaces what fails them")
    func healthChecks() async throws {
        let local = await LocalECS()
        let definition = try await local.register("app:1") { container in
            container.healthCheck = ECS.HealthCheck(command: ["CMD-SHELL", "true"], interval: 5, retries: 2)
        }
        try await local.create(definition, count: 1)
        #expect(try await local.pass { try await local.isSteady() })
        local.runtime.answerHealth("app", nil)
        #expect(try await local.pass { try await !local.stoppedTasks().isEmpty })
        #expect(try await local.stoppedTasks().first?.stoppedReason == "Task failed container health checks")
        await local.service.shutdown()
    }
}
