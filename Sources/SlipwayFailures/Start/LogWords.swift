import SlipwayDomain

/// What the failures of a container's log driver share (recipe P-TD-6).
enum LogWords {
    /// What the text begins with where Fargate checks the log driver before it starts a container.
    static let arguments = "ResourceInitializationError: failed to validate logger args: "

    /// Whether a text is about the log driver that ECS sets up, and not about the application's own calls.
    static func isDriver(_ reason: Reason) -> Bool {
        reason.hasAny("logger args", "logging driver", "cloudwatch log stream", "log driver")
    }

    static func option(_ name: String, of container: ContainerFact) -> String? {
        container.logOptions.first { $0.name == name }?.value
    }

    /// Whether the task itself makes a log group that is not there.
    static func makesGroup(_ container: ContainerFact) -> Bool {
        option("awslogs-create-group", of: container) == "true"
    }

    /// The log group that a text or else the task definition names.
    static func group(_ scene: Scene) -> String? {
        scene.workload.taskDefinition?.containers.compactMap(\.logGroup).first
    }

    static func subject(_ container: ContainerFact) -> Words {
        Words("log options of \(container.name)", ko: "\(container.name) 컨테이너의 로그 옵션")
    }
}
