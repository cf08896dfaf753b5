import SlipwayDomain

extension FailureMode {
    static let netDnsDisabled = FailureMode(
        "net-dns-disabled", .network,
        title: Words("names do not resolve inside the VPC", ko: "VPC 안에서 이름이 확인되지 않음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-6"],
        faults: [
            .network(.namesOff),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: "
                    + "send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp: lookup "
                    + "api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host"),
        ],
        specificity: .narrow,
        explanation: Words(
            "The VPC's DNS is switched off (enableDnsSupport, or enableDnsHostnames, which private endpoints need), or its DHCP "
                + "options name a server of its own that does not answer or does not know AWS's names.",
            ko:
                "VPC의 DNS가 꺼져 있거나(enableDnsSupport, 또는 프라이빗 엔드포인트에 필요한 enableDnsHostnames), DHCP 옵션이 응답하지 않거나 AWS 이름을 모르는 자체 "
                + "DNS 서버를 가리킵니다."),
        remedy: Words(
            "Switch both attributes on, or repair the DNS server that the VPC's DHCP options name.",
            ko: "두 속성을 모두 켜거나, VPC의 DHCP 옵션이 가리키는 DNS 서버를 복구하십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-host-unknown",
                Words("it is ECS that could not resolve AWS's own names", ko: "AWS 자체 이름을 확인하지 못한 것은 ECS입니다")),
            LookAlike(
                "efs-dns-unresolved",
                Words("other names than the file system's fail too", ko: "파일 시스템 이외의 이름도 확인되지 않습니다")),
        ],
        links: ["https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html"],
        foresee: { plan, facts in
            guard let network = facts.network?.value else { return [] }
            let vpc = network.vpc
            let subject = Words("DNS of \(vpc.id)", ko: "\(vpc.id)의 DNS")
            func off(_ severity: Severity, _ attribute: String, _ cause: Words) -> [Foresight] {
                [
                    Foresight(
                        severity, subject, cause, fix: switchOn(attribute, vpc.id),
                        evidence: [Evidence(source: "ec2:DescribeVpcAttribute", field: attribute, text: "false")])
                ]
            }
            if !vpc.resolvesNames {
                return off(
                    .fail, "enableDnsSupport",
                    Words(
                        "the VPC resolves no names: nothing of AWS can be found",
                        ko: "VPC가 이름을 확인하지 못해 AWS 서비스를 찾을 수 없습니다"))
            }
            if !vpc.givesNames {
                let needsNames = network.endpoints.contains { $0.hasPrivateNames && !$0.isGateway }
                return off(
                    needsNames ? .fail : .warn, "enableDnsHostnames",
                    Words(
                        "the VPC gives no host names, which private endpoints and EFS need",
                        ko: "VPC가 호스트 이름을 주지 않습니다. 프라이빗 엔드포인트와 EFS에 필요합니다"))
            }
            return [Foresight(.ok, subject, Words("on", ko: "켜져 있습니다"))]
        },
        recognisers: [
            .text(
                [.reason, .event, .stack],
                NameResolution.phrases + [":53: i/o timeout", "lookup ", "failed to resolve \""]
            ) {
                reason, scene in
                let vpc = scene.workload.network?.vpc
                // A file system's name fails where no name resolves; else it is the file system's own trouble.
                let isFile = reason.has("failed to resolve \"", ".efs.") && vpc?.resolvesNames == false
                guard NameResolution.isAbout(reason) || isFile else { return nil }
                let host =
                    reason.value(after: "lookup ", until: [" ", ":", ","])
                    ?? (isFile ? reason.value(after: "ailed to resolve ", until: [" "]) : nil)
                let attribute =
                    vpc?.givesNames == false && vpc?.resolvesNames == true ? "enableDnsHostnames" : "enableDnsSupport"
                let isOff = vpc.map { !$0.resolvesNames || !$0.givesNames } ?? false
                guard isOff || host.map(NameResolution.isWellKnown) ?? true else { return nil }
                return Recognition(
                    Words(
                        "\(host ?? "a name of AWS") does not resolve inside the VPC"
                            + (isOff ? ": \(attribute) is off" : ": its DNS is off, or its DNS server does not answer"),
                        ko: "VPC 안에서 이름이 확인되지 않습니다: \(host ?? "AWS 서비스 이름")"
                            + (isOff ? ". \(attribute) 속성이 꺼져 있습니다" : ". DNS가 꺼져 있거나 DNS 서버가 응답하지 않습니다")),
                    fix: switchOn(attribute, vpc?.id ?? "VPC"), confidence: isOff ? .certain : .likely,
                    subject: host ?? "")
            }
        ])

    private static func switchOn(_ attribute: String, _ vpc: String) -> Words {
        let option = attribute == "enableDnsSupport" ? "--enable-dns-support" : "--enable-dns-hostnames"
        let command = "aws ec2 modify-vpc-attribute --vpc-id \(vpc) \(option)"
        return Words(
            "\(command); where it is on, look at the VPC's DHCP options",
            ko: "\(command) (이미 켜져 있다면 VPC의 DHCP 옵션을 확인하십시오)")
    }
}
