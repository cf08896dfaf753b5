import SlipwayDomain

extension FailureMode {
    static let imageMutableTagRace = FailureMode(
        "image-mutable-tag-race", .image,
        title: Words("one deployment runs two images", ko: "한 배포에서 서로 다른 이미지가 실행됨"), nature: .mayPass,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have run both images side by side and said nothing",
                ko: "ECS는 두 이미지를 함께 실행하면서 아무것도 알리지 않았을 것입니다")), reproduction: .container,
        recipes: ["P-DEP-4", "P-IMG-6"], faults: [.image(.tagMoves)],
        explanation: Words(
            "Tasks of one deployment run different digests of the same tag: it was pushed over in between, and the "
                + "container's version consistency is off (or the agent is too old for it), so that each task takes what the "
                + "tag means at its start.",
            ko: "한 배포의 태스크들이 같은 태그의 서로 다른 다이제스트를 실행합니다. 그 사이에 태그가 덮어써졌고 컨테이너의 버전 일관성이 꺼져 "
                + "있거나 에이전트가 오래되어, 태스크마다 시작 시점의 이미지를 가져온 것입니다."),
        remedy: Words(
            "Deploy by digest, as slipway does, and leave versionConsistency on.",
            ko: "slipway처럼 다이제스트로 배포하고 versionConsistency를 켜 두십시오."),
        lookAlikes: [
            LookAlike(
                "image-digest-gone", Words("all the digests could be pulled", ko: "모든 다이제스트를 가져올 수 있었습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html"],
        foresee: { plan, facts in
            (facts.definition?.containers ?? []).filter { $0.isVersionConsistencyOff && !$0.image.contains("@") }
                .map { container in
                    Foresight(
                        .warn, Words("image of container \(container.name)", ko: "컨테이너 \(container.name) 이미지"),
                        Words(
                            "\(container.image) is a tag and version consistency is off: each task takes what the tag "
                                + "means at its start",
                            ko: "\(container.image) 이미지를 태그로 지정했고 버전 일관성이 꺼져 있어, 태스크마다 시작 시점의 이미지를 가져옵니다"),
                        fix: Words(
                            "name the image by its digest, or in the task definition: versionConsistency: enabled",
                            ko: "이미지를 다이제스트로 지정하거나, 태스크 정의에서: versionConsistency: enabled"),
                        evidence: [
                            Evidence(
                                source: "manifest", field: "containers[\(container.name)].versionConsistency",
                                text: "disabled")
                        ])
                }
        },
        recognisers: [.rule { signals in races(in: signals.observation.tasks) }])

    /// Containers that run more than one digest within one deployment.
    private static func races(in tasks: [TaskObservation]) -> [Recognition] {
        var seen: [(deployment: String, container: String, digests: [String], tasks: [String])] = []
        for task in tasks {
            guard let deployment = task.startedBy, deployment.hasPrefix("ecs-svc/") else { continue }
            for container in task.containers {
                guard let digest = container.imageDigest, !digest.isEmpty else { continue }
                if let index = seen.firstIndex(where: { $0.deployment == deployment && $0.container == container.name })
                {
                    if !seen[index].digests.contains(digest) { seen[index].digests.append(digest) }
                    seen[index].tasks.append(task.arn)
                } else {
                    seen.append((deployment, container.name, [digest], [task.arn]))
                }
            }
        }
        return seen.filter { $0.digests.count > 1 }.map { race in
            Recognition(
                Words(
                    "the container \(race.container) runs \(race.digests.count) different images in one deployment",
                    ko: "컨테이너 \(race.container): 한 배포에서 서로 다른 이미지 \(race.digests.count)개가 실행되고 있습니다"),
                fix: Words(
                    "deploy by digest: slipway deploy; and in the task definition: versionConsistency: enabled",
                    ko: "다이제스트로 배포하십시오: slipway deploy. 태스크 정의에서: versionConsistency: enabled"),
                subject: race.container,
                evidence: [
                    Evidence(
                        source: "ecs:DescribeTasks", field: "containers[\(race.container)].imageDigest",
                        text: race.digests.joined(separator: ", "))
                ], tasks: race.tasks, isWarning: true)
        }
    }
}
