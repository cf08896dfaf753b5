/// What is known of a service beside what a poll shows: what telling failures apart needs. All of it may be absent, as
/// in `diagnose` of a service that nobody described.
package struct Workload: Hashable, Sendable, Codable {
    package var service: Service?
    package var taskDefinition: TaskDefinitionFact?
    package var settings: ServiceSettings?
    package var targetGroups: [TargetGroupFact]
    /// The image as it was resolved, for its age and platforms.
    package var image: ImageFact?
    /// When the things that tasks name were made: ARNs, names or references and their moment.
    package var createdAt: [String: Moment]
    /// When the values of secrets were changed last, by the secrets' ARNs.
    package var secretsChangedAt: [String: Moment] = [:]
    /// How often the same failure must be seen to count; for "failure 1 of 2".
    package var failFast: Int
    /// How long earlier releases took from a task's start to its first passing check, where that was recorded.
    package var usualBoot: Duration?
    /// The network that the tasks stand in, where that was looked at.
    package var network: NetworkFact?

    package init(
        service: Service? = nil, taskDefinition: TaskDefinitionFact? = nil, settings: ServiceSettings? = nil,
        targetGroups: [TargetGroupFact] = [], image: ImageFact? = nil, createdAt: [String: Moment] = [:],
        failFast: Int = 2, usualBoot: Duration? = nil, network: NetworkFact? = nil
    ) {
        self.service = service
        self.taskDefinition = taskDefinition
        self.settings = settings
        self.targetGroups = targetGroups
        self.image = image
        self.createdAt = createdAt
        self.failFast = failFast
        self.usualBoot = usualBoot
        self.network = network
    }
}
