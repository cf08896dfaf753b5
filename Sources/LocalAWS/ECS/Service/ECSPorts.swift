/// What ECS needs of the rest of LocalAWS.
package struct ECSPorts: Sendable {
    package var time: any CloudTime
    package var runtime: any TaskRuntime
    package var images: any ImageStore
    package var secrets: any SecretSource
    package var logs: any LogSink
    package var targetGroups: any TargetGroups
    package var standIns: StandInImages
    /// Nil takes subnets, security groups and roles of any name.
    package var checks: (any LaunchChecks)?
    /// Nil watches no alarms.
    package var alarms: (any DeploymentAlarms)?
    /// Nil works without a role.
    package var linkedRoles: (any ServiceLinkedRoles)?

    package init(
        time: any CloudTime, runtime: any TaskRuntime, images: any ImageStore, secrets: any SecretSource,
        logs: any LogSink, targetGroups: any TargetGroups, standIns: StandInImages = StandInImages(),
        checks: (any LaunchChecks)? = nil, alarms: (any DeploymentAlarms)? = nil,
        linkedRoles: (any ServiceLinkedRoles)? = nil
    ) {
        self.time = time
        self.runtime = runtime
        self.images = images
        self.secrets = secrets
        self.logs = logs
        self.targetGroups = targetGroups
        self.standIns = standIns
        self.checks = checks
        self.alarms = alarms
        self.linkedRoles = linkedRoles
    }
}
