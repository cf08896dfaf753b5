import SlipwayDomain

extension FailureMode {
    static let cfnIamRace = FailureMode(
        "cfn-iam-race", .stack,
        title: Words("the service was faster than its permissions", ko: "권한보다 서비스가 먼저 만들어짐"),
        nature: .mayPass, breaker: .countsStart,
        givesUp: .other(
            Words(
                "ECS would have tried again, and later tasks would have worked unless the circuit breaker had fired",
                ko: "ECS가 다시 시도했을 것이고, 서킷 브레이커가 먼저 작동하지 않았다면 이후 태스크는 성공했을 것입니다")),
        reproduction: .modelled, recipes: ["P-CFN-6"], faults: [.role(.executionRoleUntrusted)],
        specificity: .narrow,
        explanation: Words(
            "The template makes the service and the policy of its role side by side, because nothing says that one needs the "
                + "other. The first tasks start before the permission holds; it takes IAM some seconds to spread it as well.",
            ko: "템플릿에 의존 관계가 적혀 있지 않아 서비스와 그 역할의 정책이 나란히 만들어집니다. 첫 태스크는 권한이 적용되기 전에 시작되며, IAM이 권한을 "
                + "퍼뜨리는 데도 몇 초가 걸립니다."),
        remedy: Words(
            "Let the service depend on the policy, not only on the role.", ko: "서비스가 역할뿐 아니라 정책에도 의존하게 하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-access-denied",
                Words(
                    "the role is only seconds old: the permission may still be spreading",
                    ko: "역할이 만들어진 지 몇 초밖에 되지 않아 권한이 아직 퍼지는 중일 수 있습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html",
        ],
        foresee: { _, facts in StackWords.dependencies(facts) { $0.hasPrefix("AWS::IAM::") } },
        recognisers: [
            .text(
                [.reason, .event],
                ["is not authorized to perform", "accessdenied", "unable to assume the role", "trust relationship"]
            ) { reason, scene in tooEarly(reason, scene) }
        ])

    /// What was made less than this before a task is likely not to hold yet.
    private static let youth = Duration.seconds(60)

    private static func tooEarly(_ reason: Reason, _ scene: Scene) -> Recognition? {
        guard let started = scene.task?.task.createdAt else { return nil }
        let role = reason.role
        let young = scene.workload.createdAt.filter { name, made in
            let age = made.duration(to: started)
            // A policy that was made after the task began is younger still.
            guard (youth * -10..<youth).contains(age) else { return false }
            return name.hasPrefix("AWS::IAM::") || role.map { name.hasSuffix($0) || name.contains($0) } ?? false
        }.min { ($0.value, $0.key) < ($1.value, $1.key) }
        guard let young else { return nil }
        let age = young.value.duration(to: started)
        let name = young.key.split(separator: " ").last.map(String.init) ?? young.key
        let when =
            age >= .zero
            ? Words("made \(age.words) before the task", ko: "태스크보다 \(age.koreanWords) 먼저 만들어졌습니다")
            : Words("made only after the task began", ko: "태스크가 시작된 뒤에야 만들어졌습니다")
        return Recognition(
            Words("the permission likely does not hold yet: \(name) was ", ko: "권한이 아직 적용되지 않은 것으로 보입니다. \(name): ")
                + when,
            fix: Words(
                "wait for the next task; in the template, at the service: DependsOn: [\(name)]",
                ko: "다음 태스크를 기다리십시오. 템플릿의 서비스 항목에: DependsOn: [\(name)]"),
            confidence: .likely, subject: name, named: young.key)
    }
}
