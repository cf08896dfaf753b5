import SlipwayDomain

extension ServiceObservation {
    /// A service as `ecs:DescribeServices` writes it: its newest event comes first there, and last here.
    init(_ json: JSON, number: Int) {
        let events = (json["events"]?.list ?? []).enumerated().map { index, event in
            ServiceEvent(
                id: event["id"]?.text ?? "\(number).\(index)",
                createdAt: event["createdAt"]?.moment ?? Moment(millisecondsSinceEpoch: 0),
                message: event["message"]?.text ?? "")
        }
        let configuration = json["deploymentConfiguration"]
        self.init(
            arn: json["serviceArn", "serviceName"]?.text ?? "", status: json["status"]?.text ?? "ACTIVE",
            taskDefinition: json["taskDefinition"]?.text ?? "", desiredCount: json["desiredCount"]?.number ?? 0,
            runningCount: json["runningCount"]?.number ?? 0, pendingCount: json["pendingCount"]?.number ?? 0,
            currentServiceDeployment: json["currentServiceDeployment"]?.text,
            deployments: (json["deployments"]?.list ?? []).map(DeploymentObservation.init),
            events: events.reversed(),
            gracePeriod: json["healthCheckGracePeriodSeconds"]?.number.map { .seconds($0) },
            percent: configuration.map {
                PercentBounds(
                    minimum: $0["minimumHealthyPercent"]?.number ?? 100, maximum: $0["maximumPercent"]?.number ?? 200)
            })
    }
}

extension ServiceSettings {
    /// - Returns: nothing where the text says no more of the service than its events.
    init?(_ json: JSON) {
        guard let definition = json["taskDefinition"]?.text else { return nil }
        let configuration = json["deploymentConfiguration"]
        let breaker = configuration?["deploymentCircuitBreaker"]
        self.init(
            taskDefinition: definition, desiredCount: json["desiredCount"]?.number ?? 0,
            percent: PercentBounds(
                minimum: configuration?["minimumHealthyPercent"]?.number ?? 100,
                maximum: configuration?["maximumPercent"]?.number ?? 200),
            launchType: json["launchType"]?.text,
            capacityProviders: (json["capacityProviderStrategy"]?.list ?? []).map {
                CapacityShare(
                    provider: $0["capacityProvider"]?.text ?? "", weight: $0["weight"]?.number ?? 0,
                    base: $0["base"]?.number ?? 0)
            },
            network: json["networkConfiguration"]?["awsvpcConfiguration"].map { network in
                NetworkSettings(
                    subnets: (network["subnets"]?.list ?? []).compactMap(\.text),
                    securityGroups: (network["securityGroups"]?.list ?? []).compactMap(\.text),
                    assignPublicIP: network["assignPublicIp"]?.text == "ENABLED")
            },
            loadBalancers: (json["loadBalancers"]?.list ?? []).map {
                LoadBalancerBinding(
                    targetGroup: $0["targetGroupArn"]?.text ?? "", container: $0["containerName"]?.text ?? "",
                    port: $0["containerPort"]?.number ?? 0)
            },
            gracePeriod: json["healthCheckGracePeriodSeconds"]?.number.map { .seconds($0) },
            circuitBreaker: breaker.map {
                CircuitBreakerSettings(
                    enable: $0["enable"]?.isTrue ?? false, rollback: $0["rollback"]?.isTrue ?? false)
            },
            alarms: (configuration?["alarms"]?["alarmNames"]?.list ?? []).compactMap(\.text),
            enableExecuteCommand: json["enableExecuteCommand"]?.isTrue ?? false)
    }
}

extension DeploymentObservation {
    init(_ json: JSON) {
        self.init(
            id: json["id"]?.text ?? "", status: json["status"]?.text.flatMap(Status.init),
            taskDefinition: json["taskDefinition"]?.text ?? "", desiredCount: json["desiredCount"]?.number ?? 0,
            runningCount: json["runningCount"]?.number ?? 0, pendingCount: json["pendingCount"]?.number ?? 0,
            failedTasks: json["failedTasks"]?.number ?? 0,
            rolloutState: json["rolloutState"]?.text.flatMap(Rollout.init),
            rolloutStateReason: json["rolloutStateReason"]?.text, createdAt: json["createdAt"]?.moment,
            updatedAt: json["updatedAt"]?.moment)
    }
}

extension ServiceDeploymentObservation {
    init(_ json: JSON) {
        func revision(_ value: JSON) -> RevisionObservation {
            RevisionObservation(
                arn: value["arn"]?.text ?? "", requestedCount: value["requestedTaskCount"]?.number ?? 0,
                runningCount: value["runningTaskCount"]?.number ?? 0,
                pendingCount: value["pendingTaskCount"]?.number ?? 0)
        }
        func monitor(_ value: JSON?) -> Monitor { value?["status"]?.text.flatMap(Monitor.init) ?? .disabled }
        self.init(
            arn: json["serviceDeploymentArn"]?.text ?? "",
            status: json["status"]?.text.flatMap(Status.init) ?? .unknown, statusReason: json["statusReason"]?.text,
            targetRevision: json["targetServiceRevision"].map(revision),
            sourceRevisions: (json["sourceServiceRevisions"]?.list ?? []).map(revision),
            lifecycleStage: json["lifecycleStage"]?.text,
            hooks: (json["lifecycleHookDetails"]?.list ?? []).map {
                HookObservation(
                    id: $0["hookId"]?.text, target: $0["targetArn"]?.text, status: $0["status"]?.text ?? "")
            },
            circuitBreaker: json["deploymentCircuitBreaker"].map {
                BreakerObservation(
                    status: monitor($0), failureCount: $0["failureCount"]?.number ?? 0,
                    threshold: $0["threshold"]?.number ?? 0)
            },
            alarms: json["alarms"].map {
                AlarmObservation(
                    status: monitor($0), triggered: ($0["triggeredAlarmNames"]?.list ?? []).compactMap(\.text))
            },
            rollbackReason: json["rollback"]?["reason"]?.text,
            rollbackRevision: json["rollback"]?["serviceRevisionArn"]?.text, createdAt: json["createdAt"]?.moment,
            startedAt: json["startedAt"]?.moment, finishedAt: json["finishedAt"]?.moment)
    }
}
