import SlipwayDomain

extension FailureMode {
    static let deployNoop = FailureMode(
        "deploy-noop", .template,
        title: Words("the deployment changes nothing", ko: "바뀌는 것이 없는 배포"), nature: .cannotHeal, breaker: .blind,
        givesUp: .other(
            Words(
                "AWS would have called it done within seconds, with the old code still running",
                ko: "AWS는 몇 초 만에 완료라고 알렸겠지만 예전 코드가 계속 실행되었을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-4"],
        faults: [
            .call(
                "cloudformation:UpdateStack", refusedWith: "ValidationError",
                message: "No updates are to be performed.")
        ],
        explanation: Words(
            "The task definition is the one that runs already: the tag in it is the same while the image behind it is "
                + "another, or the image was pushed after the deployment. ECS resolves a tag once for each deployment, so "
                + "the new code is not there although all went well.",
            ko: "이미 실행 중인 것과 같은 태스크 정의입니다. 태그는 그대로인데 이미지만 바뀌었거나, 배포 후에 이미지를 푸시한 경우입니다. ECS는 배포마다 태그를 한 번만 "
                + "해석하므로 모두 성공해도 새 코드가 실행되지 않습니다."),
        remedy: Words(
            "Put the image's digest into the task definition, so that another image is another definition.",
            ko: "이미지가 바뀌면 태스크 정의도 바뀌도록 태스크 정의에 이미지 다이제스트를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "dep-rollback-reported-success",
                Words("nothing was started that could have been rolled back", ko: "롤백될 배포 자체가 시작되지 않았습니다"))
        ],
        links: [TemplateWords.guide("deployment-type-ecs")],
        foresee: { plan, facts in
            guard let planned = facts.definition, let hash = planned.contentHash,
                let running = facts.taskDefinition?.value, let other = running.contentHash
            else { return [] }
            let subject = Words("difference to what runs", ko: "실행 중인 것과의 차이")
            let name = "\(running.family):\(running.revision)"
            if hash == other {
                return [
                    Foresight(
                        .warn, subject,
                        Words(
                            "none: \(plan.service.name) runs this very definition as \(name), with the same image",
                            ko: "차이가 없습니다. \(plan.service.name) 서비스가 같은 이미지의 같은 정의를 이미 실행 중입니다(\(name))"),
                        fix: push)
                ]
            }
            return [Foresight(.ok, subject, Words("another definition than \(name)", ko: "\(name) 개정과 다른 정의입니다"))]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["no updates are to be performed"]) { _, _ in
                var found = Recognition(
                    Words(
                        "the stack's template and parameters are what they were, so nothing is deployed",
                        ko: "스택의 템플릿과 파라미터가 그대로여서 배포되는 것이 없습니다"),
                    fix: push)
                found.isWarning = true
                return found
            }
        ])

    private static let push = Words(
        "push the image that is meant, and deploy it by its digest: image: { reference: REPOSITORY@sha256:… }",
        ko: "의도한 이미지를 푸시하고 다이제스트로 배포하십시오: image: { reference: REPOSITORY@sha256:… }")
}
