import SlipwayDomain

extension FailureMode {
    static let capacityProviderCannotScale = FailureMode(
        "capacity-provider-cannot-scale", .placement,
        title: Words("the capacity provider's group does not grow", ko: "용량 공급자의 그룹이 늘어나지 않음"), nature: .mayPass,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have left the tasks waiting for an instance, without a word for a long time",
                ko: "ECS는 오랫동안 아무 설명 없이 태스크가 인스턴스를 기다리게 두었을 것입니다")),
        reproduction: .modelled, recipes: ["P-CAP-3"],
        faults: [
            .call(
                "ecs:CreateCapacityProvider", refusedWith: "ClientException",
                message: "The specified Auto Scaling group ARN is already being used by another capacity provider.")
        ],
        explanation: Words(
            "Tasks of the capacity provider wait in PROVISIONING for an instance that never comes: the Auto Scaling group is "
                + "at its maximum, its launch template is wrong, AWS has no such instance, a quota is used up, or managed "
                + "scaling is off. One group can serve one capacity provider only.",
            ko: "용량 공급자의 태스크가 오지 않는 인스턴스를 PROVISIONING 상태로 기다립니다. Auto Scaling 그룹이 최대 크기이거나, 시작 "
                + "템플릿이 잘못되었거나, AWS에 해당 인스턴스가 없거나, 할당량을 모두 썼거나, 관리형 스케일링이 꺼져 있는 경우입니다. 그룹 "
                + "하나는 용량 공급자 하나에만 연결할 수 있습니다."),
        remedy: Words(
            "Read the group's scaling activities and mend what they name: maximum, template, quota or type of instance.",
            ko: "그룹의 조정 활동을 읽고 거기서 지적하는 것(최대 크기, 템플릿, 할당량, 인스턴스 유형)을 고치십시오."),
        lookAlikes: [
            LookAlike(
                "place-no-instances",
                Words("the tasks wait; ECS did not give up on them", ko: "태스크가 대기 중이며 ECS가 포기한 것이 아닙니다")),
            LookAlike(
                "net-eni-provision-timeout",
                Words(
                    "tasks that wait for a network interface stop within minutes",
                    ko: "네트워크 인터페이스를 기다리는 태스크는 몇 분 안에 중지됩니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html"
        ],
        foresee: { _, facts in
            guard let fact = facts.capacityProviders else { return [] }
            guard let providers = fact.value else {
                let subject = Words("capacity providers", ko: "용량 공급자")
                let none = Foresight(.skipped, subject, Words("there are none", ko: "용량 공급자가 없습니다"))
                return [fact.foresight(subject, missing: none) { _ in nil }].compactMap(\.self)
            }
            return providers.map(look)
        },
        recognisers: [
            .text(
                PlacementWords.places, ["already being used by another capacity provider"],
                cause: Words(
                    "the Auto Scaling group belongs to another capacity provider already",
                    ko: "Auto Scaling 그룹이 이미 다른 용량 공급자에 연결되어 있습니다"),
                fix: Words(
                    "make a group of its own for it; aws ecs describe-capacity-providers shows who has this one",
                    ko: "별도의 그룹을 만드십시오. 현재 연결은 aws ecs describe-capacity-providers 명령으로 확인할 수 있습니다")),
            .text(
                PlacementWords.places,
                ["insufficientinstancecapacity", "vcpulimitexceeded", "max spot instance count exceeded"]
            ) { reason, _ in
                let why =
                    if reason.has("vcpulimitexceeded") {
                        Words("the account's quota of EC2 vCPUs is used up", ko: "계정의 EC2 vCPU 할당량을 모두 사용했습니다")
                    } else if reason.has("max spot") {
                        Words("the account's quota of Spot instances is used up", ko: "계정의 Spot 인스턴스 할당량을 모두 사용했습니다")
                    } else {
                        Words("AWS has no such instance free right now", ko: "현재 AWS에 해당 유형의 여유 인스턴스가 없습니다")
                    }
                return Recognition(
                    Words("the group of instances does not grow: ", ko: "인스턴스 그룹이 늘어나지 않습니다: ") + why,
                    fix: reason.has("insufficientinstancecapacity")
                        ? Words(
                            "let the group use more zones or types of instances",
                            ko: "그룹이 더 많은 가용 영역이나 인스턴스 유형을 쓰게 하십시오")
                        : Words(
                            "aws service-quotas list-service-quotas --service-code ec2 shows the quota; ask for more",
                            ko: "할당량 증가를 요청하십시오. 확인: aws service-quotas list-service-quotas --service-code ec2"))
            },
            .rule { signals in waiting(signals) },
        ])

    private static func look(_ provider: CapacityProviderFact) -> Foresight {
        let subject = Words("capacity provider \(provider.name)", ko: "용량 공급자 \(provider.name)")
        let activities = Words(
            "aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP says more",
            ko: "자세한 내용: aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP")
        if let failed = provider.failedActivity {
            return Foresight(
                .warn, subject,
                Words("its group failed to start an instance lately", ko: "최근 그룹이 인스턴스를 시작하지 못했습니다"), fix: activities,
                evidence: [
                    Evidence(source: "autoscaling:DescribeScalingActivities", field: "StatusMessage", text: failed)
                ])
        }
        if !provider.managesScaling {
            return Foresight(
                .warn, subject,
                Words(
                    "managed scaling is off: the group does not grow for waiting tasks",
                    ko: "관리형 스케일링이 꺼져 있어 대기 태스크가 있어도 그룹이 늘어나지 않습니다"),
                fix: Words(
                    "aws ecs update-capacity-provider --name \(provider.name) --auto-scaling-group-provider "
                        + "managedScaling={status=ENABLED}",
                    ko: "켜려면: aws ecs update-capacity-provider --name \(provider.name) --auto-scaling-group-provider "
                        + "managedScaling={status=ENABLED}"))
        }
        if provider.instances >= provider.maximum {
            return Foresight(
                .warn, subject,
                Words(
                    "its group has all \(provider.maximum) instances that it may have",
                    ko: "그룹의 인스턴스가 이미 최대 크기인 \(provider.maximum)개입니다"),
                fix: Words(
                    "aws autoscaling update-auto-scaling-group --auto-scaling-group-name GROUP --max-size N",
                    ko: "늘리려면: aws autoscaling update-auto-scaling-group --auto-scaling-group-name GROUP --max-size N"))
        }
        return Foresight(
            .ok, subject,
            Words(
                "\(provider.instances) of at most \(provider.maximum) instances",
                ko: "인스턴스 \(provider.instances)개 (최대 \(provider.maximum)개)"))
    }

    /// A new instance takes one to three minutes to join (estimate); whoever waits longer may wait in vain.
    private static let patience = Duration.seconds(180)

    private static func waiting(_ signals: Signals) -> [Recognition] {
        let providers = (signals.workload.settings?.capacityProviders ?? []).map(\.provider)
            .filter { !$0.hasPrefix("FARGATE") }
        guard let provider = providers.first else { return [] }
        let stuck = signals.observation.tasks.filter { task in
            guard task.lastStatus == "PROVISIONING", !task.isStopping, let since = task.createdAt else { return false }
            return since.duration(to: signals.observation.takenAt) > patience
        }
        guard let first = stuck.first, let since = first.createdAt else { return [] }
        let waited = since.duration(to: signals.observation.takenAt).words
        return [
            Recognition(
                Words(
                    "\(stuck.count == 1 ? "a task has" : "\(stuck.count) tasks have") waited \(waited) for an instance of "
                        + provider,
                    ko: "태스크 \(stuck.count)개가 \(waited) 전부터 \(provider) 용량 공급자의 인스턴스를 기다리고 있습니다"),
                fix: Words(
                    "see why the group does not grow: aws autoscaling describe-scaling-activities "
                        + "--auto-scaling-group-name GROUP",
                    ko: "그룹이 늘어나지 않는 이유를 확인하십시오: aws autoscaling describe-scaling-activities "
                        + "--auto-scaling-group-name GROUP"),
                confidence: .likely, subject: "waiting",
                evidence: [
                    Evidence(
                        source: "ecs:DescribeTasks", field: "task \(first.id) lastStatus",
                        text: "PROVISIONING, \(waited)")
                ],
                tasks: stuck.map(\.arn), isWarning: true)
        ]
    }
}
