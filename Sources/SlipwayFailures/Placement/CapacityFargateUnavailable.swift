import SlipwayDomain

extension FailureMode {
    static let capacityFargateUnavailable = FailureMode(
        "capacity-fargate-unavailable", .placement,
        title: Words("AWS has no Fargate capacity there right now", ko: "현재 해당 위치에 Fargate 용량이 없음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-6"],
        faults: [
            .placementFails(
                event:
                    "was unable to place a task. Reason: Capacity is unavailable at this time. Please try "
                    + "again later or in a different availability zone.")
        ],
        explanation: Words(
            "AWS itself has no machine free for such a task in the zones of its subnets: a Spot pool that is empty, a "
                + "single zone, a large size, or ARM in a small Region. It is not the account's limit, and it passes.",
            ko: "서브넷의 가용 영역에 이런 태스크를 위한 AWS 측 여유가 없습니다. Spot 풀이 비었거나, 가용 영역이 하나뿐이거나, 태스크가 "
                + "크거나, 작은 리전의 ARM인 경우입니다. 계정의 한도 때문이 아니며 시간이 지나면 해소됩니다."),
        remedy: Words(
            "Give the service subnets of more zones, keep a base of its tasks on FARGATE, or choose another size; else wait.",
            ko: "서비스에 더 많은 가용 영역의 서브넷을 주거나, 태스크 일부를 FARGATE 기본(base)으로 두거나, 다른 크기를 고르십시오. 아니면 "
                + "기다리십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-vcpu-quota",
                Words("ECS would have spoken of a limit of yours", ko: "그 경우 ECS는 계정의 한도(limit)를 언급합니다")),
            LookAlike(
                "net-az-unsupported",
                Words("ECS would have said Internal error", ko: "그 경우 ECS는 Internal error라고 합니다")),
        ],
        links: [PlacementWords.events, PlacementWords.answers],
        foresee: { plan, facts in
            guard facts.instances == nil, plan.count > 0, let network = facts.network?.value else { return [] }
            let zones = Set(network.subnets.map(\.zone)).sorted()
            let subject = Words("availability zones", ko: "가용 영역")
            let evidence = [
                Evidence(source: "ec2:DescribeSubnets", field: "AvailabilityZone", text: zones.joined(separator: ", "))
            ]
            switch zones.count {
            case 0: return []
            case 1:
                return [
                    Foresight(
                        .warn, subject,
                        Words(
                            "all subnets are in \(zones[0]): where AWS has no room there, no task starts",
                            ko: "모든 서브넷이 \(zones[0]) 가용 영역에 있습니다. 그곳에 AWS 용량이 없으면 태스크가 시작되지 않습니다"),
                        fix: Words(
                            "in slipway.yml: network: { subnets: […] } with subnets of at least two zones",
                            ko: "slipway.yml에서: network: { subnets: […] }에 두 곳 이상의 가용 영역 서브넷을 넣으십시오"),
                        evidence: evidence)
                ]
            default:
                return [
                    Foresight(
                        .ok, subject, Words("\(zones.count) zones", ko: "가용 영역 \(zones.count)곳"), evidence: evidence)
                ]
            }
        },
        recognisers: [
            .text(PlacementWords.places, ["capacity is unavailable at this time", "resource:fargate"]) { _, scene in
                let shares = scene.workload.settings?.capacityProviders ?? []
                let isSpot = shares.contains { $0.provider == "FARGATE_SPOT" }
                return Recognition(
                    isSpot
                        ? Words(
                            "AWS has no Fargate Spot capacity in the task's zones right now",
                            ko: "현재 태스크의 가용 영역에 AWS의 Fargate Spot 용량이 없습니다")
                        : Words(
                            "AWS has no Fargate capacity in the task's zones right now",
                            ko: "현재 태스크의 가용 영역에 AWS의 Fargate 용량이 없습니다"),
                    fix: isSpot
                        ? Words(
                            "keep a part on FARGATE: aws ecs update-service … --capacity-provider-strategy "
                                + "capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,weight=1",
                            ko: "일부를 FARGATE에 두십시오: aws ecs update-service … --capacity-provider-strategy "
                                + "capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,weight=1")
                        : Words(
                            "wait, or add subnets of other zones in slipway.yml: network: { subnets: […] }",
                            ko: "기다리거나 slipway.yml에서 다른 가용 영역의 서브넷을 추가하십시오: network: { subnets: […] }"))
            }
        ])
}
