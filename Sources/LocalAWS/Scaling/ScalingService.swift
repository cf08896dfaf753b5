import AWSRuntime
import AWSServices

/// Application Auto Scaling keeps targets and scales nothing; Auto Scaling describes the groups that were given.
package struct ScalingService: Sendable {
    private let time: any CloudTime
    private let targets = GivenThings<ApplicationAutoScaling.ScalableTarget> { Self.key($0) }
    private let policies = GivenThings<ApplicationAutoScaling.ScalingPolicy> { $0.policyARN }
    private let groups = GivenThings<AutoScaling.AutoScalingGroup> { $0.autoScalingGroupName }
    private let activities = GivenThings<AutoScaling.Activity> { $0.activityId }

    package init(time: any CloudTime) {
        self.time = time
    }

    private static func key(_ target: ApplicationAutoScaling.ScalableTarget) -> String {
        "\(target.serviceNamespace)|\(target.resourceId)|\(target.scalableDimension)"
    }

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(ApplicationAutoScaling.DescribeScalableTargets.self) { targets.take($1.scalableTargets, in: $2) }
        table.on(ApplicationAutoScaling.DescribeScalingPolicies.self) { policies.take($1.scalingPolicies, in: $2) }
        table.on(AutoScaling.DescribeAutoScalingGroups.self) { groups.take($1.autoScalingGroups, in: $2) }
        table.on(AutoScaling.DescribeScalingActivities.self) { activities.take($1.activities, in: $2) }
        return table
    }

    package func applications() -> OperationTable {
        var table = OperationTable(service: ApplicationAutoScaling.service)
        table.on(ApplicationAutoScaling.RegisterScalableTarget.self, refusing: ["Tags"]) { input, context in
            let target = try register(input, context)
            targets.take([target], in: context.scope)
            return .init(scalableTargetARN: target.scalableTargetARN)
        }
        table.on(ApplicationAutoScaling.DescribeScalableTargets.self) { input, context in
            let found = targets.all(in: context.scope).filter { target in
                target.serviceNamespace == input.serviceNamespace
                    && (input.resourceIds.map { $0.isEmpty || $0.contains(target.resourceId) } ?? true)
                    && (input.scalableDimension.map { $0 == target.scalableDimension } ?? true)
            }
            let page = try targets.page(found, after: input.nextToken, limit: input.maxResults, badToken: Self.badToken)
            return .init(scalableTargets: page.items, nextToken: page.next)
        }
        table.on(ApplicationAutoScaling.DescribeScalingPolicies.self) { input, context in
            let found = policies.all(in: context.scope).filter { policy in
                policy.serviceNamespace == input.serviceNamespace
                    && (input.policyNames.map { $0.isEmpty || $0.contains(policy.policyName) } ?? true)
                    && (input.resourceId.map { $0 == policy.resourceId } ?? true)
                    && (input.scalableDimension.map { $0 == policy.scalableDimension } ?? true)
            }
            let page = try policies.page(
                found, after: input.nextToken, limit: input.maxResults, badToken: Self.badToken)
            return .init(scalingPolicies: page.items, nextToken: page.next)
        }
        return table
    }

    private static var badToken: ApplicationAutoScaling.InvalidNextTokenException {
        ApplicationAutoScaling.InvalidNextTokenException(message: "The next token is not valid.")
    }

    private func register(
        _ input: ApplicationAutoScaling.RegisterScalableTargetRequest, _ context: CallContext
    ) throws -> ApplicationAutoScaling.ScalableTarget {
        let before = targets.all(in: context.scope).first {
            $0.serviceNamespace == input.serviceNamespace && $0.resourceId == input.resourceId
                && $0.scalableDimension == input.scalableDimension
        }
        guard let low = input.minCapacity ?? before?.minCapacity, let high = input.maxCapacity ?? before?.maxCapacity
        else {
            throw ApplicationAutoScaling.ValidationException(
                message: "MinCapacity and MaxCapacity are required when you register a new scalable target")
        }
        guard low <= high else {
            throw ApplicationAutoScaling.ValidationException(
                message: "Maximum capacity cannot be less than minimum capacity")
        }
        let role =
            "arn:aws:iam::\(context.account):role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            + "AWSServiceRoleForApplicationAutoScaling_ECSService"
        var ids = NetworkIDs(context.scope)
        let arn =
            "arn:aws:application-autoscaling:\(context.region):\(context.account):scalable-target/"
            + ids.next(input.resourceId).suffix(16)
        return ApplicationAutoScaling.ScalableTarget(
            serviceNamespace: input.serviceNamespace, resourceId: input.resourceId,
            scalableDimension: input.scalableDimension, minCapacity: low, maxCapacity: high,
            roleARN: input.roleARN ?? role, creationTime: before?.creationTime ?? time.now(),
            suspendedState: input.suspendedState ?? before?.suspendedState
                ?? ApplicationAutoScaling.SuspendedState(
                    dynamicScalingInSuspended: false, dynamicScalingOutSuspended: false,
                    scheduledScalingSuspended: false), scalableTargetARN: before?.scalableTargetARN ?? arn)
    }

    package func machines() -> OperationTable {
        var table = OperationTable(service: AutoScaling.service)
        let badToken = AutoScaling.InvalidNextToken(message: "The token is not valid.")
        table.on(AutoScaling.DescribeAutoScalingGroups.self, refusing: ["Filters", "IncludeManagedResources"]) {
            input, context in
            let found = groups.all(in: context.scope).filter { group in
                input.autoScalingGroupNames.map { $0.isEmpty || $0.contains(group.autoScalingGroupName) } ?? true
            }
            let page = try groups.page(found, after: input.nextToken, limit: input.maxRecords, badToken: badToken)
            return .init(autoScalingGroups: page.items, nextToken: page.next)
        }
        table.on(
            AutoScaling.DescribeScalingActivities.self,
            refusing: ["Filters", "IncludeManagedResources", "IncludeDeletedGroups"]
        ) { input, context in
            let found = activities.all(in: context.scope).filter { activity in
                (input.autoScalingGroupName.map { $0 == activity.autoScalingGroupName } ?? true)
                    && (input.activityIds.map { $0.isEmpty || $0.contains(activity.activityId) } ?? true)
            }
            // The newest first, as the service answers.
            let ordered = found.sorted {
                ($1.startTime.millisecondsSinceEpoch, $1.activityId)
                    < ($0.startTime.millisecondsSinceEpoch, $0.activityId)
            }
            do {
                let page = try Paging.pageInOrder(
                    ordered, after: input.nextToken, limit: input.maxRecords ?? 100, key: \.activityId)
                return .init(activities: page.items, nextToken: page.next)
            } catch {
                throw badToken
            }
        }
        return table
    }
}
