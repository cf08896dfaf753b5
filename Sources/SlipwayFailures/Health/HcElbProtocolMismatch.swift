import SlipwayDomain

extension FailureMode {
    static let hcElbProtocolMismatch = FailureMode(
        "hc-elb-protocol-mismatch", .health,
        title: Words("check and server speak different protocols", ko: "상태 확인과 서버의 프로토콜이 다름"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.targetGroup(.otherProtocol)], specificity: .narrow,
        explanation: Words(
            "The load balancer checks with HTTPS where the application speaks plain HTTP, or the other way round; or the "
                + "target group is one for gRPC or HTTP/2 and the application is not. Connections open, and what comes "
                + "back makes no sense.",
            ko: "애플리케이션은 일반 HTTP인데 로드 밸런서가 HTTPS로 확인하거나 그 반대입니다. 또는 대상 그룹은 gRPC나 HTTP/2용인데 애플리케이션은 그렇지 "
                + "않습니다. 연결은 되지만 응답을 이해할 수 없습니다."),
        remedy: Words(
            "Give the target group and its check the protocol that the application speaks; gRPC needs the version GRPC and "
                + "a gRPC matcher.",
            ko: "대상 그룹과 상태 확인의 프로토콜을 애플리케이션에 맞추십시오. gRPC에는 GRPC 버전과 gRPC 코드 매처가 필요합니다."),
        lookAlikes: [
            LookAlike(
                "hc-elb-connection-refused",
                Words(
                    "the protocols of target group and check contradict each other",
                    ko: "대상 그룹과 상태 확인의 프로토콜이 서로 맞지 않습니다")),
            LookAlike(
                "hc-elb-400-host",
                Words("it is the protocol that is refused, not the host", ko: "호스트가 아니라 프로토콜이 거부되었습니다")),
        ],
        links: [HealthWords.targetGroups],
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let group = facts.targetGroup?.value,
                let mismatch = HealthWords.protocolMismatch(group)
            else { return [] }
            return [
                Foresight(
                    .warn, Words("protocols of target group \(group.name)", ko: "대상 그룹 \(group.name) 프로토콜"), mismatch,
                    fix: mend(group.arn))
            ]
        },
        recognisers: [
            .health { health, scene in
                guard health.isRefused || health.statuses.first == 400, let group = HealthWords.check(health, scene),
                    let mismatch = HealthWords.protocolMismatch(group)
                else { return nil }
                return HealthWords.found(health, scene, mismatch, fix: mend(group.arn), confidence: .likely)
            },
            .text(
                [.log],
                [
                    "client sent an http request to an https server", "the plain http request was sent to https port",
                    "first record does not look like a tls handshake",
                    "are you trying to open an ssl connection to a non-ssl puma",
                    "the development server over https, but it only supports http",
                    "invalid character found in method name [0x16", "bad request version ('\\x16\\x03",
                ]
            ) { line, scene in
                let wantsTLS = line.hasAny("https server", "https port", "first record")
                return HealthWords.said(
                    scene,
                    wantsTLS
                        ? Words(
                            "the application expects HTTPS and is asked over plain HTTP",
                            ko: "애플리케이션은 HTTPS를 기대하는데 일반 HTTP로 요청이 옵니다")
                        : Words(
                            "the application speaks plain HTTP and is asked over HTTPS",
                            ko: "애플리케이션은 일반 HTTP인데 HTTPS로 요청이 옵니다"),
                    fix: mend("TARGET_GROUP_ARN"))
            },
        ])

    private static func mend(_ group: String) -> Words {
        let command =
            "aws elbv2 modify-target-group --target-group-arn \(group) --health-check-protocol HTTP"
        return Words(
            "give the check the application's protocol: \(command) (or HTTPS)",
            ko: "상태 확인 프로토콜을 애플리케이션에 맞추십시오: \(command) (또는 HTTPS)")
    }
}
