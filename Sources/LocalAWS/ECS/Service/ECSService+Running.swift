/// What other services of the cloud see of the tasks that run.
extension ECSService: TaskInterfaces {
    package func interfaces(in scope: CloudScope) async -> [TaskInterface] {
        tasks(in: scope).filter { $0.address != nil && $0.lastStatus != .stopped }.map { task in
            let fields = task.arn.split(separator: ":task/", maxSplits: 1)
            return TaskInterface(
                id: task.networkInterfaceID, subnet: task.network?.subnets.first ?? "",
                securityGroups: task.network?.securityGroups ?? [], address: task.address?.address,
                attachment: "eni-attach-\(task.attachmentID.filter { $0 != "-" }.prefix(17))",
                isPublic: task.network?.assignPublicIP == "ENABLED",
                description: "\(fields.first ?? ""):attachment/\(task.attachmentID)")
        }
    }

    private func tasks(in scope: CloudScope) -> [TaskRecord] {
        plane.scheduler.tasks.all.filter { $0.arn.hasPrefix("arn:aws:ecs:\(scope.region):\(scope.account):") }
    }
}

extension ECSService: FargateUse {
    package func processors(in scope: CloudScope) async -> Double {
        tasks(in: scope).filter { $0.lastStatus != .stopped }.reduce(0) { sum, task in
            sum + (Double(task.changes.cpu ?? task.blueprint.cpu ?? "") ?? 0) / 1024
        }
    }
}
