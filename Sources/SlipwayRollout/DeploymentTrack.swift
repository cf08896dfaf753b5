package import SlipwayDomain

/// How we know a deployment again: by what it runs until it is found, from then on by its ARN.
package struct DeploymentTrack: Hashable, Sendable, Codable {
    /// The task definition it brings.
    package var taskDefinition: String
    /// The entry of `deployments[]`: `ecs-svc/…`.
    package var deploymentID: String?
    /// The service deployment's ARN, once found.
    package var serviceDeployment: String?
    /// `deployments[]` ids from before: none of them is ours, and none is a newer one.
    package var idsBefore: [String]
    /// The service deployment that was there before.
    package var serviceDeploymentBefore: String?
    /// What ran before: ECS goes back to it when it rolls back.
    package var taskDefinitionBefore: String?
    /// Observations in a row that showed a foreign deployment which may be ECS's own rollback.
    var foreignSeen = 0

    package init(
        taskDefinition: String, before: ServiceObservation?, serviceDeployment: String? = nil
    ) {
        self.taskDefinition = taskDefinition
        self.serviceDeployment = serviceDeployment
        idsBefore = before?.deployments.map(\.id) ?? []
        serviceDeploymentBefore = before?.currentServiceDeployment
        taskDefinitionBefore = before?.taskDefinition
    }

    /// Takes the deployment's id from the answer to the update. False when the update started no deployment.
    package mutating func adopt(answer: ServiceObservation) -> Bool {
        guard let primary = answer.primary, primary.taskDefinition == taskDefinition else { return true }
        if idsBefore.contains(primary.id) { return false }
        deploymentID = primary.id
        return true
    }

    /// Looks for our deployment in what was seen; true when its ARN was found just now.
    package mutating func adopt(_ observation: Observation) -> Bool {
        if deploymentID == nil, let primary = observation.service?.primary, primary.taskDefinition == taskDefinition,
            !idsBefore.contains(primary.id)
        {
            deploymentID = primary.id
        }
        guard serviceDeployment == nil, let seen = observation.serviceDeployment, seen.arn != serviceDeploymentBefore,
            seen.targetRevision?.taskDefinition == taskDefinition
        else { return false }
        serviceDeployment = seen.arn
        return true
    }

    /// Whether a task belongs to this deployment: started by it, or running what only it brings.
    package func owns(_ task: TaskObservation) -> Bool {
        guard task.taskDefinition == taskDefinition else { return false }
        guard let deploymentID, let startedBy = task.startedBy, startedBy.hasPrefix("ecs-svc/") else {
            return taskDefinitionBefore != taskDefinition
                || task.startedBy.map { !idsBefore.contains($0) } ?? true
        }
        return startedBy == deploymentID
    }
}

extension ServiceObservation {
    /// The newest deployment.
    package var primary: DeploymentObservation? { deployments.first { $0.status == .primary } }
}
