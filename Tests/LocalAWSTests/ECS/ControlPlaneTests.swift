import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("ECS requests")
struct ControlPlaneTests {
    private let context = CallContext(account: "000000000000", region: "eu-west-1", accessKeyID: "AKIA", requestID: "1")
    private let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
    private static let group = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/1"

    private func plane() throws -> ControlPlane {
        var plane = ControlPlane(timings: SchedulerTimings(pace: 20), seed: 3)
        _ = try plane.createCluster(ECS.CreateClusterRequest(clusterName: "main"), context)
        return plane
    }

    private func definition(
        _ change: (inout ECS.RegisterTaskDefinitionRequest) -> Void = { _ in }
    ) -> ECS.RegisterTaskDefinitionRequest {
        var request = ECS.RegisterTaskDefinitionRequest(
            family: "web", networkMode: .awsvpc,
            containerDefinitions: [
                ECS.ContainerDefinition(
                    name: "app", image: "app:1", portMappings: [ECS.PortMapping(containerPort: 8080)])
            ], requiresCompatibilities: [.fargate], cpu: "256", memory: "512")
        change(&request)
        return request
    }

    private func service(_ change: (inout ECS.CreateServiceRequest) -> Void = { _ in }) -> ECS.CreateServiceRequest {
        var request = ECS.CreateServiceRequest(
            cluster: "main", serviceName: "web", taskDefinition: "web",
            loadBalancers: [ECS.LoadBalancer(targetGroupArn: Self.group, containerName: "app", containerPort: 8080)],
            desiredCount: 1, launchType: .fargate,
            networkConfiguration: ECS.NetworkConfiguration(
                awsvpcConfiguration: ECS.AwsVpcConfiguration(subnets: ["subnet-1"])))
        change(&request)
        return request
    }

    private let groups = [group: TargetGroupSummary(arn: group, targetType: "ip", port: 80, loadBalancers: ["lb"])]

    /// The message of the refusal, with its code.
    private func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as any AWSErrorShape {
            return "\(type(of: error).code): \(error.message ?? "")"
        } catch {
            return "\(error)"
        }
    }

    @Test("fills in ECS's defaults and counts revisions")
    func registers() throws {
        var plane = try plane()
        let first = try plane.registerTaskDefinition(definition(), context, at: now)
        let container = try #require(first.taskDefinition?.containerDefinitions?.first)
        #expect(first.taskDefinition?.taskDefinitionArn == "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1")
        #expect(container.cpu == 0 && container.essential == true)
        #expect(container.portMappings?.first?.hostPort == 8080)
        #expect(container.portMappings?.first?.protocol == .tcp)
        #expect(container.mountPoints == [] && container.volumesFrom == [] && container.environment == [])
        #expect(first.taskDefinition?.compatibilities == [.ec2, .fargate])
        let sized = try plane.registerTaskDefinition(
            definition { request in
                request.cpu = "1 vCPU"
                request.memory = "3 GB"
            }, context, at: now)
        #expect(sized.taskDefinition?.revision == 2)
        #expect(sized.taskDefinition?.cpu == "1024" && sized.taskDefinition?.memory == "3072")
        _ = try plane.deregisterTaskDefinition(
            ECS.DeregisterTaskDefinitionRequest(taskDefinition: "web:2"), context, at: now)
        let newest = try plane.describeTaskDefinition(ECS.DescribeTaskDefinitionRequest(taskDefinition: "web"), context)
        #expect(newest.taskDefinition?.revision == 1)
        let deleted = try plane.deleteTaskDefinitions(
            ECS.DeleteTaskDefinitionsRequest(taskDefinitions: ["web:1", "web:2", "web:9"]), context, at: now)
        #expect(deleted.taskDefinitions?.map(\.revision) == [2])
        #expect(deleted.failures?.map(\.reason) == ["TASK_DEFINITION_STILL_ACTIVE", "TASK_DEFINITION_NOT_FOUND"])
        #expect(try plane.registerTaskDefinition(definition(), context, at: now).taskDefinition?.revision == 3)
    }

    @Test("refuses task definitions in ECS's words")
    func refusesDefinitions() throws {
        var plane = try plane()
        func text(_ change: (inout ECS.RegisterTaskDefinitionRequest) -> Void) -> String? {
            refusal { _ = try plane.registerTaskDefinition(definition(change), context, at: now) }
        }
        #expect(
            text {
                $0.cpu = "1024"
                $0.memory = "1024"
            }
                == "ClientException: No Fargate configuration exists for given values: 1024 CPU, 1024 memory. See the Amazon "
                + "ECS documentation for the valid values.")
        #expect(text { $0.cpu = nil } == "ClientException: Fargate requires that 'cpu' be defined at the task level.")
        #expect(text { $0.networkMode = .bridge } == "ClientException: Fargate only supports network mode ‘awsvpc’.")
        #expect(text { $0.containerDefinitions = [] } == "ClientException: Container list cannot be empty.")
        #expect(text { $0.family = "a b" } == "ClientException: Family contains invalid characters.")
        #expect(
            text { $0.containerDefinitions[0].essential = false }
                == "ClientException: Task definition doesn't have any essential container.")
        #expect(
            text { $0.containerDefinitions[0].image = nil }
                == "ClientException: Container.image should not be null or empty.")
        #expect(
            text { $0.containerDefinitions[0].portMappings = [ECS.PortMapping(containerPort: 80, hostPort: 8080)] }
                == "ClientException: When networkMode=awsvpc, the host ports and container ports in port mappings must match."
        )
        #expect(
            text { $0.containerDefinitions[0].memory = 1024 }
                == "ClientException: The 'memory' setting for container 'app' is greater than for the task.")
        #expect(
            text { $0.containerDefinitions[0].cpu = 512 }
                == "ClientException: The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."
        )
        #expect(
            text { $0.containerDefinitions[0].image = "1.dkr.ecr.eu-west-1.amazonaws.com/a:1" }
                == "ClientException: Fargate requires task definition to have execution role ARN to support ECR images."
        )
        #expect(
            text {
                $0.containerDefinitions[0].logConfiguration = ECS.LogConfiguration(logDriver: .awslogs, options: [:])
            }
                == "ClientException: Log driver awslogs requires options: awslogs-region, awslogs-group, awslogs-stream-prefix"
        )
        for (field, change): (String, (inout ECS.ContainerDefinition) -> Void) in [
            ("privileged", { $0.privileged = true }), ("links", { $0.links = ["a"] }),
            ("ulimits", { $0.ulimits = [ECS.Ulimit(name: .nofile, softLimit: 1, hardLimit: 2)] }),
            ("hostname", { $0.hostname = "a" }), ("dnsServers", { $0.dnsServers = ["1.1.1.1"] }),
            ("linuxParameters.sharedMemorySize", { $0.linuxParameters = ECS.LinuxParameters(sharedMemorySize: 64) }),
        ] {
            #expect(
                text { change(&$0.containerDefinitions[0]) }
                    == "InvalidParameterException: LocalAWS does not implement RegisterTaskDefinition.containerDefinitions.\(field)"
            )
        }
        #expect(
            text {
                $0.containerDefinitions[0].privileged = false
                $0.volumes = []
            } == nil)
    }

    @Test("refuses dependencies that cannot be fulfilled")
    func refusesDependencies() throws {
        var plane = try plane()
        func text(
            _ first: ECS.ContainerDependency, _ second: ECS.ContainerDependency?, essential: Bool = true
        ) -> String? {
            refusal {
                _ = try plane.registerTaskDefinition(
                    definition { request in
                        request.containerDefinitions[0].dependsOn = [first]
                        request.containerDefinitions.append(
                            ECS.ContainerDefinition(
                                name: "side", image: "side:1", essential: essential, dependsOn: second.map { [$0] }))
                    }, context, at: now)
            }
        }
        #expect(
            text(
                ECS.ContainerDependency(containerName: "side", condition: .start),
                ECS.ContainerDependency(containerName: "app", condition: .start))
                == "ClientException: The containers depend on each other in a circle: app -> side -> app.")
        #expect(
            text(ECS.ContainerDependency(containerName: "side", condition: .success), nil)
                == "ClientException: A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"
        )
        #expect(text(ECS.ContainerDependency(containerName: "side", condition: .success), nil, essential: false) == nil)
        #expect(
            text(ECS.ContainerDependency(containerName: "side", condition: .healthy), nil)?.contains("no health check")
                == true)
        #expect(
            text(ECS.ContainerDependency(containerName: "other", condition: .start), nil)?.contains(
                "not in the task definition") == true)
    }

    @Test("knows every Fargate size", arguments: [256, 512, 1024, 2048, 4096, 8192, 16384, 32768])
    func fargateSizes(_ cpu: Int) throws {
        let sizes = try #require(FargateSize.memorySizes(cpuUnits: cpu))
        let limits = [
            256: (512, 2048), 512: (1024, 4096), 1024: (2048, 8192), 2048: (4096, 16384), 4096: (8192, 30720),
            8192: (16384, 61440), 16384: (32768, 122_880), 32768: (61440, 249_856),
        ]
        #expect(sizes.first == limits[cpu]?.0 && sizes.last == limits[cpu]?.1)
        for size in sizes { _ = try FargateSize(cpu: "\(cpu)", memory: "\(size)") }
    }

    @Test("refuses services in ECS's words")
    func refusesServices() throws {
        var plane = try plane()
        _ = try plane.registerTaskDefinition(definition(), context, at: now)
        func text(
            _ groups: [String: TargetGroupSummary]? = nil, _ change: (inout ECS.CreateServiceRequest) -> Void
        ) -> String? {
            refusal {
                _ = try plane.createService(service(change), context, targetGroups: groups ?? self.groups, at: now)
            }
        }
        #expect(text { $0.cluster = "other" } == "ClusterNotFoundException: Cluster not found.")
        #expect(text { $0.taskDefinition = "none" } == "ClientException: TaskDefinition not found.")
        #expect(
            text { $0.networkConfiguration = nil }
                == "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified."
        )
        #expect(
            text { $0.loadBalancers?[0].containerPort = 81 }
                == "InvalidParameterException: The container app did not have a container port 81 defined.")
        #expect(text([:]) { _ in }?.contains("TargetGroupNotFound") == true)
        #expect(
            text([Self.group: TargetGroupSummary(arn: Self.group, targetType: "ip", port: 80, loadBalancers: [])]) {
                _ in
            }
                == "InvalidParameterException: The target group with targetGroupArn \(Self.group) does not have an associated "
                + "load balancer.")
        #expect(
            text([
                Self.group: TargetGroupSummary(arn: Self.group, targetType: "instance", port: 80, loadBalancers: ["a"])
            ]) { _ in }
                == "InvalidParameterException: The provided target group \(Self.group) has target type instance, which is "
                + "incompatible with the awsvpc network mode specified in the task definition.")
        #expect(text { $0.desiredCount = 5001 } == "InvalidParameterException: Desired count exceeds limit.")
        #expect(
            text {
                $0.deploymentConfiguration = ECS.DeploymentConfiguration(
                    maximumPercent: 100, minimumHealthyPercent: 100)
            }
                == "InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
                + "deployments.")
        #expect(text { $0.launchType = nil }?.contains("LocalAWS does not implement CreateService.launchType") == true)
        #expect(
            text { $0.platformVersion = "9" }
                == "PlatformUnknownException: The specified platform version does not exist.")
        #expect(
            text { $0.serviceConnectConfiguration = ECS.ServiceConnectConfiguration(enabled: true) }
                == "InvalidParameterException: LocalAWS does not implement CreateService.serviceConnectConfiguration")
        #expect(
            text { $0.deploymentConfiguration = ECS.DeploymentConfiguration(strategy: .blueGreen) }?.contains(
                "strategy BLUE_GREEN") == true)
        #expect(text { _ in } == nil)
        #expect(text { _ in } == nil, "the same again answers the same service")
        #expect(text { $0.desiredCount = 2 } == "InvalidParameterException: Creation of service was not idempotent.")
        _ = try plane.deleteService(
            ECS.DeleteServiceRequest(cluster: "main", service: "web", force: true), context, at: now)
        #expect(text { _ in } == "InvalidParameterException: Unable to Start a service that is still Draining.")
    }

    @Test("answers MISSING for what is not there and raises where ECS raises")
    func missing() throws {
        var plane = try plane()
        let services = try plane.describeServices(
            ECS.DescribeServicesRequest(cluster: "main", services: ["none"]), context)
        #expect(services.failures?.first?.reason == "MISSING")
        #expect(services.failures?.first?.arn == "arn:aws:ecs:eu-west-1:000000000000:service/main/none")
        let clusters = try plane.describeClusters(ECS.DescribeClustersRequest(clusters: ["none", "main"]), context)
        #expect(clusters.clusters?.count == 1 && clusters.failures?.count == 1)
        let tasks = try plane.describeTasks(ECS.DescribeTasksRequest(cluster: "main", tasks: ["x"]), context)
        #expect(tasks.failures?.first?.reason == "MISSING")
        #expect(
            refusal {
                _ = try plane.updateService(
                    ECS.UpdateServiceRequest(cluster: "main", service: "none"), context, targetGroups: [:], at: now)
            }
                == "ServiceNotFoundException: Service not found.")
        #expect(
            refusal { _ = try plane.stopTask(ECS.StopTaskRequest(cluster: "main", task: "none"), context, at: now) }
                == "InvalidParameterException: The referenced task was not found.")
        #expect(
            refusal {
                _ = try plane.describeServices(
                    ECS.DescribeServicesRequest(cluster: "main", services: Array(repeating: "a", count: 11)), context)
            }
                == "InvalidParameterException: services can have at most 10 items.")
    }

    @Test("pages lists with tokens and keeps regions apart")
    func pages() throws {
        var plane = try plane()
        for index in 0..<25 {
            _ = try plane.createCluster(ECS.CreateClusterRequest(clusterName: "c\(index)"), context)
        }
        var seen: [String] = []
        var token: String?
        repeat {
            let page = try plane.listClusters(ECS.ListClustersRequest(nextToken: token, maxResults: 10), context)
            seen += page.clusterArns ?? []
            token = page.nextToken
        } while token != nil
        #expect(seen.count == 26 && seen == seen.sorted() && Set(seen).count == 26)
        #expect(
            refusal { _ = try plane.listClusters(ECS.ListClustersRequest(nextToken: "zz"), context) }
                == "InvalidParameterException: Invalid token.")
        var elsewhere = context
        elsewhere.region = "us-east-1"
        #expect(try plane.listClusters(ECS.ListClustersRequest(), elsewhere).clusterArns == [])
    }

    @Test("tags what can be tagged")
    func tags() throws {
        var plane = try plane()
        let arn = "arn:aws:ecs:eu-west-1:000000000000:cluster/main"
        _ = try plane.tagResource(
            ECS.TagResourceRequest(
                resourceArn: arn, tags: [ECS.Tag(key: "a", value: "1"), ECS.Tag(key: "b", value: "2")]), context)
        _ = try plane.untagResource(ECS.UntagResourceRequest(resourceArn: arn, tagKeys: ["a"]), context)
        #expect(
            try plane.listTagsForResource(ECS.ListTagsForResourceRequest(resourceArn: arn), context).tags == [
                ECS.Tag(key: "b", value: "2")
            ])
        #expect(
            refusal {
                _ = try plane.tagResource(
                    ECS.TagResourceRequest(resourceArn: arn, tags: [ECS.Tag(key: "aws:x", value: "")]), context)
            }?.contains("reserved") == true)
    }

    @Test("starts a deployment only for what makes one")
    func whatDeploys() throws {
        var plane = try plane()
        _ = try plane.registerTaskDefinition(definition(), context, at: now)
        _ = try plane.createService(service(), context, targetGroups: groups, at: now)
        func deployments(_ change: (inout ECS.UpdateServiceRequest) -> Void) throws -> Int {
            var request = ECS.UpdateServiceRequest(cluster: "main", service: "web")
            change(&request)
            _ = try plane.updateService(request, context, targetGroups: groups, at: now)
            return try plane.listServiceDeployments(
                ECS.ListServiceDeploymentsRequest(service: "web", cluster: "main"), context
            ).serviceDeployments?.count ?? 0
        }
        #expect(try deployments { $0.desiredCount = 3 } == 1)
        #expect(try deployments { $0.taskDefinition = "web:1" } == 1)
        #expect(
            try deployments {
                $0.healthCheckGracePeriodSeconds = 5
                $0.enableExecuteCommand = true
            } == 1)
        #expect(try deployments { $0.deploymentConfiguration = ECS.DeploymentConfiguration(maximumPercent: 150) } == 1)
        #expect(try deployments { $0.forceNewDeployment = true } == 2)
        #expect(
            try deployments {
                $0.networkConfiguration = ECS.NetworkConfiguration(
                    awsvpcConfiguration: ECS.AwsVpcConfiguration(subnets: ["subnet-2"]))
            } == 3)
        #expect(try deployments { $0.loadBalancers = [] } == 4)
        #expect(try deployments { $0.platformVersion = "1.4.0" } == 5)
    }
}
