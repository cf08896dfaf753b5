import SlipwayDomain

extension FailureMode {
    static let imageSlowPull = FailureMode(
        "image-slow-pull", .image, title: Words("fetching the image takes long", ko: "이미지를 가져오는 시간이 김"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have shown a task in PENDING and nothing else, for as long as it takes",
                ko: "ECS는 끝날 때까지 PENDING 태스크만 보여 주었을 것입니다")), reproduction: .container,
        recipes: ["P-IMG-4"], faults: [.pullTakes(seconds: 240)],
        explanation: Words(
            "The task waits in PENDING while its image is fetched, and no event says so. The image is large or has many "
                + "layers, it comes from another region, or a NAT gateway or a small instance is the narrow place.",
            ko: "이미지를 가져오는 동안 태스크는 PENDING에 머물고 이벤트도 남지 않습니다. 이미지가 크거나 레이어가 많거나, 다른 리전에서 오거나, "
                + "NAT 게이트웨이나 작은 인스턴스가 병목인 경우입니다."),
        remedy: Words(
            "Make the image smaller, keep it in ECR in the tasks' region, or let Fargate load it lazily with SOCI.",
            ko: "이미지를 줄이고, 태스크와 같은 리전의 ECR에 두거나, Fargate에서 SOCI 지연 로딩을 사용하십시오."),
        lookAlikes: [
            LookAlike(
                "image-registry-timeout",
                Words("the pull is under way, it has not failed", ko: "가져오기가 진행 중이며 실패하지 않았습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"],
        foresee: { _, facts in
            guard let bytes = facts.image?.value?.compressedBytes, bytes > 2_000_000_000 else { return [] }
            let size = ByteSize(bytes: bytes)
            return [
                Foresight(
                    .warn, Words("time to fetch the image", ko: "이미지를 가져오는 시간"),
                    Words(
                        "\(size) compressed takes minutes to fetch, for each task anew",
                        ko: "압축 상태로 \(size) 이미지는 태스크마다 가져오는 데 몇 분이 걸립니다"),
                    fix: Words(
                        "make the image smaller: docker history IMAGE shows which layers are large",
                        ko: "이미지를 줄이십시오. 어떤 레이어가 큰지는 docker history IMAGE로 볼 수 있습니다"),
                    evidence: [Evidence(source: "ecr:BatchGetImage", field: "layers[].size", text: "\(bytes)")])
            ]
        },
        recognisers: [
            .rule { signals in
                let now = signals.observation.takenAt
                return signals.observation.tasks.compactMap { task in
                    guard !task.isStopping, task.pullStoppedAt == nil, let began = task.pullStartedAt,
                        began.duration(to: now) > .seconds(180)
                    else { return nil }
                    let time = began.duration(to: now)
                    return Recognition(
                        Words(
                            "the task \(task.id) has been fetching its image for \(time.words)",
                            ko: "태스크 \(task.id): \(time.koreanWords) 동안 이미지를 가져오고 있습니다"),
                        fix: Words(
                            "wait, and make the image smaller: docker history IMAGE shows which layers are large",
                            ko: "기다리십시오. 이미지를 줄이려면 docker history IMAGE로 큰 레이어를 찾으십시오"),
                        evidence: [
                            Evidence(
                                source: "ecs:DescribeTasks", field: "task \(task.id) pullStartedAt",
                                text: "\(time.words) ago, and no pullStoppedAt")
                        ], tasks: [task.arn], isWarning: true)
                }
            }
        ])
}
