/// What ECS needs of the rest of LocalAWS.
package struct ECSPorts: Sendable {
    package var time: any CloudTime
    package var runtime: any TaskRuntime
    package var images: any ImageStore
    package var secrets: any SecretSource
    package var logs: any LogSink
    package var targetGroups: any TargetGroups
    package var standIns: StandInImages

    package init(
        time: any CloudTime, runtime: any TaskRuntime, images: any ImageStore, secrets: any SecretSource,
        logs: any LogSink, targetGroups: any TargetGroups, standIns: StandInImages = StandInImages()
    ) {
        self.time = time
        self.runtime = runtime
        self.images = images
        self.secrets = secrets
        self.logs = logs
        self.targetGroups = targetGroups
        self.standIns = standIns
    }
}
