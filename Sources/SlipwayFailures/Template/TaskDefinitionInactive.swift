import SlipwayDomain

extension FailureMode {
    static let taskDefinitionInactive = FailureMode(
        "td-inactive", title: "the task definition was deregistered", nature: .cannotHeal,
        explanation: "A revision that a deployment or a restore names was deregistered, mostly by an eager clean-up. "
            + "Services that run it go on; nothing new can be started from it.",
        withoutUs: "ECS would have refused the call",
        recognisers: [
            .call { reason in
                guard reason.hasAny("taskdefinition is inactive", "unable to describe task definition") else {
                    return nil
                }
                return Recognition(
                    "the task definition is deregistered or does not exist",
                    fix: "deploy again: slipway registers a new revision; keep revisions that a service may go back to")
            }
        ])
}
