import SlipwayDomain

/// What the failures of tasks that find no place share.
enum PlacementWords {
    static let events = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
    static let answers = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"

    /// Wherever AWS says that a task found no place: events of the service, a task's reason, an answer, a stack.
    static let places: Set<Place> = [.event, .reason, .call, .stack]

    /// What ECS writes behind the service's name when no instance will do, with what the closest one lacks.
    static func event(_ lack: String) -> String {
        "was unable to place a task because no container instance met all of its requirements. "
            + "The closest matching (container-instance 0123456789abcdef0123456789abcdef) \(lack)"
    }

    /// Whether a text gives one of ECS's short reasons, such as `AGENT`: as an answer's code, behind `TaskFailedToStart:`
    /// or in quotes. A word in the middle of a sentence is none.
    static func gives(_ code: String, in reason: Reason) -> Bool {
        let text = reason.text
        return text == code || text.hasPrefix("\(code):") || text.hasSuffix(": \(code)")
            || text.hasSuffix(": \(code).") || text.contains("\"\(code)\"")
    }

    /// "; the closest is the instance ID" where AWS names one.
    static func closest(_ reason: Reason) -> Words {
        reason.value(after: "container-instance ", until: [" ", ")", ","]).map {
            Words("; the closest is \($0)", ko: " (가장 가까운 인스턴스: \($0))")
        } ?? .none
    }

    /// "ask what is left: aws …", of the instance that the text names or of all.
    static func look(_ reason: Reason, _ scene: Scene, at field: String = "remainingResources") -> Words {
        let instance = reason.value(after: "container-instance ", until: [" ", ")", ","])
        let cluster = scene.workload.service?.cluster ?? "CLUSTER"
        let command =
            "aws ecs describe-container-instances --cluster \(cluster) --container-instances \(instance ?? "ID") "
            + "--query 'containerInstances[].\(field)'"
        return Words("; to look: \(command)", ko: ". 확인: \(command)")
    }

    /// What a task of the service asks for, where that is known: " of the 512 MiB that a task asks for".
    static func asked(_ scene: Scene, _ read: (TaskNeeds) -> String) -> Words {
        scene.workload.taskDefinition.map {
            let needs = read(TaskNeeds($0))
            return Words(" (a task asks for \(needs))", ko: " (태스크 요구량: \(needs))")
        } ?? .none
    }
}

extension FailureMode {
    /// One of the failures that differ only in what the instances lack: what ECS makes of them is the same.
    ///
    /// - Parameters:
    ///   - lack: how an event of the service ends that tells of it.
    ///   - shortage: what `check` calls it when it tries the task on the instances.
    init(
        placing id: FailureID, title: Words, lack: String, shortage: Shortage, explanation: Words, remedy: Words,
        lookAlikes: [LookAlike] = [], foreseenFix: Words, recognisers: [Recogniser]
    ) {
        self.init(
            id, .placement, title: title, nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown,
            reproduction: .modelled, recipes: ["P-CAP-2"],
            faults: [.placementFails(event: PlacementWords.event(lack))],
            explanation: explanation, remedy: remedy, lookAlikes: lookAlikes,
            links: [PlacementWords.events, PlacementWords.answers],
            foresee: { plan, facts in PlacementTrial.foresee(shortage, plan, facts, fix: foreseenFix) },
            recognisers: recognisers)
    }
}
