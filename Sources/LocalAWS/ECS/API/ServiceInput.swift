import AWSRuntime
import AWSServices

/// Reads and checks what CreateService, UpdateService and RunTask have in common.
enum ServiceInput {
    /// The platform versions of Linux that there are.
    private static let platformVersions = ["LATEST", "1.4.0", "1.3.0"]

    static func launchType(_ given: ECS.LaunchType?, _ operation: String) throws {
        guard given == .fargate else {
            throw Refusal.notImplemented(
                "\(operation).launchType \(given?.rawValue ?? "EC2 (the default)"): use FARGATE")
        }
    }

    /// - Throws: `PlatformUnknownException`.
    static func platformVersion(_ given: String?) throws -> String {
        let version = given ?? "LATEST"
        guard platformVersions.contains(version) else {
            throw ECS.PlatformUnknownException(message: "The specified platform version does not exist.")
        }
        return version
    }

    static func network(_ given: ECS.NetworkConfiguration?) throws -> VPCConfiguration {
        guard let given = given?.awsvpcConfiguration else {
            throw Refusal.invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        }
        guard !given.subnets.isEmpty else { throw Refusal.invalid("subnets can not be empty.") }
        guard given.subnets.count <= 16 else { throw Refusal.invalid("subnets can have at most 16 items.") }
        let groups = given.securityGroups ?? []
        guard groups.count <= 5 else { throw Refusal.invalid("securityGroups can have at most 5 items.") }
        return VPCConfiguration(
            subnets: given.subnets, securityGroups: groups, assignPublicIP: given.assignPublicIp?.rawValue)
    }

    static func desiredCount(_ count: Int) throws -> Int {
        guard count >= 0 else { throw Refusal.invalid("desiredCount can not be less than 0.") }
        guard count <= 5000 else { throw Refusal.invalid("Desired count exceeds limit.") }
        return count
    }

    static func gracePeriod(_ seconds: Int) throws -> Duration {
        guard (0...2_147_483_647).contains(seconds) else {
            throw Refusal.invalid("healthCheckGracePeriodSeconds must be between 0 and 2147483647.")
        }
        return .seconds(seconds)
    }

    static func controller(_ given: ECS.DeploymentController?, _ operation: String) throws {
        if let type = given?.type, type != .ecs {
            throw Refusal.notImplemented("\(operation).deploymentController \(type.rawValue)")
        }
    }

    /// - Parameter base: what holds where the request says nothing.
    static func policy(
        _ given: ECS.DeploymentConfiguration?, base: RolloutPolicy, _ operation: String
    ) throws -> RolloutPolicy {
        var policy = base
        guard let given else { return policy }
        if let strategy = given.strategy, strategy != .rolling {
            throw Refusal.notImplemented("\(operation).deploymentConfiguration.strategy \(strategy.rawValue)")
        }
        if let bake = given.bakeTimeInMinutes, bake != 0 {
            throw Refusal.notImplemented("\(operation).deploymentConfiguration.bakeTimeInMinutes")
        }
        policy.minimumHealthyPercent = given.minimumHealthyPercent ?? policy.minimumHealthyPercent
        policy.maximumPercent = given.maximumPercent ?? policy.maximumPercent
        guard policy.minimumHealthyPercent >= 0, policy.maximumPercent >= 0 else {
            throw Refusal.invalid("maximumPercent and minimumHealthyPercent can not be negative.")
        }
        guard policy.minimumHealthyPercent != 100 || policy.maximumPercent != 100 else {
            throw Refusal.invalid(
                "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.")
        }
        guard policy.maximumPercent >= policy.minimumHealthyPercent else {
            throw Refusal.invalid("maximumPercent can not be less than minimumHealthyPercent.")
        }
        if let breaker = given.deploymentCircuitBreaker { try read(breaker, into: &policy) }
        if let alarms = given.alarms {
            policy.alarms = AlarmPolicy(
                names: alarms.alarmNames, isEnabled: alarms.enable, rollsBack: alarms.rollback)
        }
        return policy
    }

    private static func read(_ breaker: ECS.DeploymentCircuitBreaker, into policy: inout RolloutPolicy) throws {
        policy.breakerEnabled = breaker.enable
        policy.breakerRollsBack = breaker.rollback
        policy.resetIsExplicit = breaker.resetOnHealthyTask != nil
        policy.resetOnHealthyTask = breaker.resetOnHealthyTask ?? true
        policy.thresholdIsExplicit = breaker.thresholdConfiguration != nil
        guard let threshold = breaker.thresholdConfiguration else {
            policy.threshold = .boundedPercent(50)
            return
        }
        let isPercent = threshold.type != .count
        guard threshold.value >= 1, !isPercent || threshold.value <= 100 else {
            throw Refusal.invalid(
                "thresholdConfiguration.value must be \(isPercent ? "between 1 and 100" : "at least 1"). "
                    + "Got: \(threshold.value)")
        }
        switch threshold.type {
        case .boundedPercent: policy.threshold = .boundedPercent(threshold.value)
        case .unboundedPercent: policy.threshold = .unboundedPercent(threshold.value)
        case .count: policy.threshold = .count(threshold.value)
        case .unknown(let type): throw Refusal.invalid("Invalid thresholdConfiguration.type. Got: \(type)")
        }
    }

    /// - Parameter targetGroups: what ELB says of each target group that is named; absent when there is none.
    static func loadBalancers(
        _ given: [ECS.LoadBalancer], containers: [ContainerBlueprint], targetGroups: [String: TargetGroupSummary]
    ) throws -> [LoadBalancerBinding] {
        guard given.count <= 5 else { throw Refusal.invalid("loadBalancers can have at most 5 items.") }
        var bindings: [LoadBalancerBinding] = []
        for balancer in given {
            guard let arn = balancer.targetGroupArn, let name = balancer.containerName,
                let port = balancer.containerPort
            else { throw Refusal.invalid("loadBalancers need targetGroupArn, containerName and containerPort.") }
            guard let container = containers.first(where: { $0.name == name }) else {
                throw Refusal.invalid("The container \(name) does not exist in the task definition.")
            }
            guard container.ports.contains(port) else {
                throw Refusal.invalid("The container \(name) did not have a container port \(port) defined.")
            }
            guard let group = targetGroups[arn] else {
                throw Refusal.invalid("Unable to describe target group \(arn): TargetGroupNotFound.")
            }
            guard group.targetType == "ip" else {
                throw Refusal.invalid(
                    "The provided target group \(arn) has target type \(group.targetType), which is incompatible with "
                        + "the awsvpc network mode specified in the task definition.")
            }
            guard !group.loadBalancers.isEmpty else {
                throw Refusal.invalid(
                    "The target group with targetGroupArn \(arn) does not have an associated load balancer.")
            }
            bindings.append(LoadBalancerBinding(targetGroupARN: arn, containerName: name, containerPort: port))
        }
        return bindings
    }
}
