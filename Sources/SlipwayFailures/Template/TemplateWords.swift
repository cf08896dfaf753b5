import SlipwayDomain

/// What the failures of task definitions and services share.
enum TemplateWords {
    /// A page of the ECS developer guide.
    static func guide(_ page: String) -> String {
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/\(page).html"
    }

    /// Where ECS's own refusals stand: in the answer to a call, or in the event of the stack that made it.
    static let refusals: Set<Place> = [.call, .stack]

    /// Whether the tasks run on Fargate: by the service's launch type or capacity providers; new services do.
    static func isFargate(_ facts: Facts) -> Bool {
        isFargate(facts.service?.value?.settings)
    }

    /// The same of a service's settings; true where they are not known.
    static func isFargate(_ settings: ServiceSettings?) -> Bool {
        guard let settings else { return true }
        if let type = settings.launchType { return type == "FARGATE" }
        return settings.capacityProviders.isEmpty
            || settings.capacityProviders.contains { $0.provider.hasPrefix("FARGATE") }
    }

    /// The network that the service would have: what the manifest says, else what the live service has.
    static func network(_ plan: ServicePlan, _ facts: Facts) -> NetworkSettings? {
        plan.network ?? facts.service?.value?.settings.network
    }

    /// The whole numbers that stand behind a text, at most four.
    static func numbers(after start: String, in reason: Reason) -> [Int] {
        guard let range = reason.text.firstRange(of: start) else { return [] }
        return reason.text[range.upperBound...].split { !$0.isASCII || !$0.isNumber }.prefix(4).compactMap { Int($0) }
    }

    /// `slipway.yml` with a line to write.
    static func inManifest(_ line: String) -> Words {
        Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)")
    }

    static func subject(_ container: ContainerFact) -> Words {
        Words("container \(container.name)", ko: "컨테이너 \(container.name)")
    }

    /// Several names in one sentence.
    static func list(_ names: some Sequence<String>) -> String { names.joined(separator: ", ") }

    /// The call that refuses a task definition.
    static let register = "ecs:RegisterTaskDefinition"
}
