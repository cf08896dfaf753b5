import SlipwayDomain

extension TaskObservation {
    /// A task as `ecs:DescribeTasks` and EventBridge write it. Whatever is missing is left out; a stopped reason alone is a
    /// stopped task.
    init(_ json: JSON, number: Int) {
        let stopped = json["stoppedReason"] != nil || json["stopCode"] != nil
        let interfaces = (json["containers"]?.list ?? []).flatMap { $0["networkInterfaces"]?.list ?? [] }
        let details = (json["attachments"]?.list ?? []).flatMap { $0["details"]?.list ?? [] }
        let address = details.first { $0["name"]?.text == "privateIPv4Address" }?["value"]?.text
        self.init(
            arn: json["taskArn"]?.text ?? "arn:aws:ecs:::task/unnamed/\(number)",
            taskDefinition: json["taskDefinitionArn"]?.text ?? "", startedBy: json["startedBy"]?.text,
            group: json["group"]?.text, lastStatus: json["lastStatus"]?.text ?? (stopped ? "STOPPED" : "PENDING"),
            desiredStatus: json["desiredStatus"]?.text ?? (stopped ? "STOPPED" : "RUNNING"),
            stopCode: json["stopCode"]?.text, stoppedReason: json["stoppedReason"]?.text,
            containers: (json["containers"]?.list ?? []).map(ContainerObservation.init),
            healthStatus: json["healthStatus"]?.text, createdAt: json["createdAt"]?.moment,
            pullStartedAt: json["pullStartedAt"]?.moment, pullStoppedAt: json["pullStoppedAt"]?.moment,
            startedAt: json["startedAt"]?.moment, stoppingAt: json["stoppingAt"]?.moment,
            executionStoppedAt: json["executionStoppedAt"]?.moment, stoppedAt: json["stoppedAt"]?.moment,
            privateIP: address ?? interfaces.first?["privateIpv4Address"]?.text)
        subnet = details.first { $0["name"]?.text == "subnetId" }?["value"]?.text
        attachments = json["attachments"].map { attachments in
            attachments.list.map {
                AttachmentObservation(type: $0["type"]?.text ?? "", status: $0["status"]?.text ?? "")
            }
        }
    }
}

extension ContainerObservation {
    init(_ json: JSON) {
        self.init(
            name: json["name"]?.text ?? "app", image: json["image"]?.text, imageDigest: json["imageDigest"]?.text,
            lastStatus: json["lastStatus"]?.text, exitCode: json["exitCode"]?.number, reason: json["reason"]?.text,
            health: json["healthStatus"]?.text)
        executeAgent =
            (json["managedAgents"]?.list ?? []).first { $0["name"]?.text == "ExecuteCommandAgent" }?["lastStatus"]?.text
    }
}

extension TargetObservation {
    init(_ json: JSON, _ health: JSON) {
        self.init(
            targetGroup: json["TargetGroupArn"]?.text ?? "", port: json["Target"]?["Port"]?.number,
            state: health["State"]?.text ?? "unhealthy", reason: health["Reason"]?.text,
            description: health["Description"]?.text)
    }
}

extension TargetGroupFact {
    init(_ json: JSON) {
        self.init(
            arn: json["TargetGroupArn"]?.text ?? "", name: json["TargetGroupName"]?.text ?? "",
            targetType: json["TargetType"]?.text ?? "ip", port: json["Port"]?.number, proto: json["Protocol"]?.text,
            health: TargetGroupHealth(
                enabled: json["HealthCheckEnabled"]?.isTrue ?? true, path: json["HealthCheckPath"]?.text,
                port: json["HealthCheckPort"]?.text ?? "traffic-port",
                proto: json["HealthCheckProtocol"]?.text ?? "HTTP",
                interval: .seconds(json["HealthCheckIntervalSeconds"]?.number ?? 30),
                timeout: .seconds(json["HealthCheckTimeoutSeconds"]?.number ?? 5),
                healthy: json["HealthyThresholdCount"]?.number ?? 5,
                unhealthy: json["UnhealthyThresholdCount"]?.number ?? 2,
                statuses: json["Matcher"]?["HttpCode"]?.text ?? "200"),
            loadBalancers: (json["LoadBalancerArns"]?.list ?? []).compactMap(\.text))
        vpc = json["VpcId"]?.text
        protocolVersion = json["ProtocolVersion"]?.text
    }
}

extension TaskDefinitionFact {
    init(_ json: JSON) {
        self.init(
            arn: json["taskDefinitionArn"]?.text ?? "", family: json["family"]?.text ?? "",
            revision: json["revision"]?.number ?? 0, status: json["status"]?.text ?? "ACTIVE",
            cpu: json["cpu"]?.number, memory: json["memory"]?.number,
            platform: json["runtimePlatform"]?["cpuArchitecture"]?.text == "ARM64" ? .linuxARM : .linuxX86,
            networkMode: json["networkMode"]?.text, executionRole: json["executionRoleArn"]?.text,
            taskRole: json["taskRoleArn"]?.text,
            containers: (json["containerDefinitions"]?.list ?? []).map(ContainerFact.init))
        requiredAttributes = (json["requiresAttributes"]?.list ?? []).compactMap { $0["name"]?.text }
        compatibilities = (json["requiresCompatibilities"]?.list ?? []).compactMap(\.text)
    }
}

extension ContainerFact {
    /// Names and values of variables are not kept: only the names.
    init(_ json: JSON) {
        let options = json["logConfiguration"]?["options"]
        self.init(
            name: json["name"]?.text ?? "app", image: json["image"]?.text ?? "",
            essential: json["essential"]?.isTrue ?? true, memory: json["memory"]?.number,
            ports: (json["portMappings"]?.list ?? []).compactMap { $0["containerPort"]?.number },
            command: (json["command"]?.list ?? []).compactMap(\.text),
            entryPoint: (json["entryPoint"]?.list ?? []).compactMap(\.text),
            variables: (json["environment"]?.list ?? []).compactMap { $0["name"]?.text },
            secrets: (json["secrets"]?.list ?? []).map {
                PlainVariable(name: $0["name"]?.text ?? "", value: $0["valueFrom"]?.text ?? "")
            },
            healthCommand: (json["healthCheck"]?["command"]?.list ?? []).compactMap(\.text),
            healthStartPeriod: json["healthCheck"]?["startPeriod"]?.number.map { .seconds($0) },
            logDriver: json["logConfiguration"]?["logDriver"]?.text, logGroup: options?["awslogs-group"]?.text,
            logStreamPrefix: options?["awslogs-stream-prefix"]?.text,
            stopTimeout: json["stopTimeout"]?.number.map { .seconds($0) })
        healthInterval = json["healthCheck"]?["interval"]?.number.map { .seconds($0) }
        healthRetries = json["healthCheck"]?["retries"]?.number
        memoryReservation = json["memoryReservation"]?.number
        fixedHostPorts = (json["portMappings"]?.list ?? []).compactMap { $0["hostPort"]?.number }.filter { $0 > 0 }
        cpu = json["cpu"]?.number ?? 0
        startTimeout = json["startTimeout"]?.number.map { .seconds($0) }
        dependsOn = (json["dependsOn"]?.list ?? []).map {
            PlainVariable(name: $0["containerName"]?.text ?? "", value: $0["condition"]?.text ?? "")
        }
        firelens = json["firelensConfiguration"]?["type"]?.text
        readonlyRootFilesystem = json["readonlyRootFilesystem"]?.isTrue ?? false
        isPrivileged = json["privileged"]?.isTrue ?? false
        user = json["user"]?.text
    }
}
