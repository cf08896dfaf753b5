import SlipwayDomain

extension FailureMode {
    static let netAzUnsupported = FailureMode(
        "net-az-unsupported", .network,
        title: Words("a subnet lies in a zone without Fargate", ko: "Fargate가 없는 가용 영역의 서브넷"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-6"],
        faults: [.placementFails(event: "(service web) was unable to place a task. Reason: Internal error.")],
        explanation: Words(
            "In a few regions Fargate does not exist in every zone. Tasks that ECS puts into a subnet of such a zone do not start, "
                + "and the event says no more than that there was an internal error; tasks in the other subnets run.",
            ko:
                "일부 리전에서는 모든 가용 영역에 Fargate가 있지는 않습니다. 그런 영역의 서브넷에 배치된 태스크는 시작되지 않고, 이벤트에는 내부 오류라고만 나옵니다. 다른 서브넷의 태스크는 정상 "
                + "실행됩니다."),
        remedy: Words("Take the subnet out of the service.", ko: "서비스에서 해당 서브넷을 제거하십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-fargate-unavailable",
                Words("ECS would have spoken of capacity", ko: "그 경우 ECS는 용량(capacity)을 언급합니다"))
        ],
        links: [
            TemplateWords.guide("AWS_Fargate-Regions"), TemplateWords.guide("service-event-messages-list"),
        ],
        foresee: { plan, facts in
            guard TemplateWords.isFargate(facts), let network = facts.network?.value,
                FargateZones.only[plan.service.region] != nil
            else { return [] }
            let subject = Words("zones of the subnets", ko: "서브넷의 가용 영역")
            let known = network.subnets.filter { $0.zoneID != nil }
            let bad = known.filter { FargateZones.lacks($0, in: plan.service.region) }
            guard !bad.isEmpty else {
                guard !known.isEmpty, known.count == network.subnets.count else { return [] }
                return [Foresight(.ok, subject, Words("Fargate is in all of them", ko: "모두 Fargate를 지원합니다"))]
            }
            return bad.map { subnet in
                Foresight(
                    bad.count == network.subnets.count ? .fail : .warn, subject,
                    Words(
                        "\(subnet.id) lies in \(subnet.zoneID ?? subnet.zone), where Fargate is not",
                        ko: "\(subnet.id) 서브넷의 가용 영역에서는 Fargate를 쓸 수 없습니다: \(subnet.zoneID ?? subnet.zone)"),
                    fix: remove(subnet.id),
                    evidence: [
                        Evidence(
                            source: "ec2:DescribeSubnets", field: "AvailabilityZoneId", text: subnet.zoneID ?? "")
                    ])
            }
        },
        recognisers: [
            .text([.event], ["unable to place a task. reason: internal error"]) { _, scene in
                let region = scene.workload.service?.region ?? ""
                let bad = scene.workload.network?.subnets.first { FargateZones.lacks($0, in: region) }?.id
                return Recognition(
                    Words(
                        "ECS cannot place tasks in \(bad ?? "one of the subnets"): Fargate is not in its zone",
                        ko: "ECS가 태스크를 배치할 수 없습니다. \(bad.map { "\($0) 서브넷의" } ?? "서브넷 중 하나의") 가용 영역에 Fargate가 없습니다"),
                    fix: remove(bad), confidence: bad == nil ? .likely : .certain, subject: bad ?? "")
            }
        ])

    private static func remove(_ subnet: String?) -> Words {
        let command = "aws ec2 describe-subnets --query 'Subnets[].[SubnetId,AvailabilityZoneId]'"
        return Words(
            "take \(subnet ?? "the subnet of that zone") out of `network.subnets` in slipway.yml; \(command) shows the zones",
            ko: "slipway.yml의 `network.subnets`에서 제거하십시오: \(subnet ?? "해당 영역의 서브넷"). 영역 확인: \(command)")
    }
}

/// Regions in which Fargate for Linux is in some zones only, by AWS's list of regions.
enum FargateZones {
    static let only: [String: Set<String>] = [
        "us-west-1": ["usw1-az1", "usw1-az3"], "ap-northeast-1": ["apne1-az1", "apne1-az2", "apne1-az4"],
        "cn-north-1": ["cnn1-az1", "cnn1-az2"],
    ]

    static func lacks(_ subnet: SubnetFact, in region: String) -> Bool {
        guard let zone = subnet.zoneID else { return false }
        if let zones = only[region] { return !zones.contains(zone) }
        // The zone's id tells the region where nobody named it.
        return region.isEmpty
            && only.values.contains { zones in
                let prefix = zones.first?.split(separator: "-").first
                return zone.split(separator: "-").first == prefix && !zones.contains(zone)
            }
    }
}
