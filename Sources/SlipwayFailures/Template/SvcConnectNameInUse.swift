import SlipwayDomain

extension FailureMode {
    static let svcConnectNameInUse = FailureMode(
        "svc-connect-name-in-use", .template,
        title: Words("the Service Connect name is not to be had", ko: "Service Connect 이름을 쓸 수 없음"),
        nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3", "P-TD-4"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message:
                    "SC service is already used by arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-abc")
        ],
        explanation: Words(
            "A name is unique in its Cloud Map namespace, and another service, or what is left of one, holds it: after a "
                + "replacement, or because two environments share a namespace. The port name must also be one that the task "
                + "definition has.",
            ko: "이름은 Cloud Map 네임스페이스 안에서 유일해야 하는데 다른 서비스나 그 잔여물이 차지하고 있습니다. 서비스 교체 후이거나 두 환경이 네임스페이스를 "
                + "공유하는 경우입니다. 포트 이름도 태스크 정의에 있어야 합니다."),
        remedy: Words(
            "Delete the Cloud Map service that is left over, or give this one another discoveryName; name the port mapping.",
            ko: "남아 있는 Cloud Map 서비스를 삭제하거나 다른 discoveryName을 쓰고, 포트 매핑에 이름을 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "service-connect-proxy-failed",
                Words("ECS refused the settings; no task was started", ko: "설정이 거부되었고 태스크는 시작되지 않았습니다"))
        ],
        links: [TemplateWords.guide("service-connect")],
        foresee: { plan, facts in foresee(plan, facts) },
        recognisers: [
            .text(
                TemplateWords.refusals, ["sc service is already used by", "does not refer to any named portmapping"]
            ) { reason, _ in
                if reason.has("does not refer to any named portmapping") {
                    let port = reason.value(after: "portName(", until: [")"]) ?? "?"
                    return Recognition(noPort(port), fix: namePort(port), subject: "port:\(port)")
                }
                let space = reason.arn(of: "servicediscovery")
                return Recognition(
                    Words(
                        "another service holds the name in the namespace \(space ?? "")",
                        ko: "네임스페이스에서 다른 서비스가 그 이름을 쓰고 있습니다: \(space ?? "")"),
                    fix: free(space), subject: "name")
            }
        ])

    private static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let connects = facts.service?.value?.connects, !connects.isEmpty else { return [] }
        let ports = facts.definition?.containers.flatMap(\.portNames)
        return connects.map { connect in
            let subject = Words(
                "Service Connect name \(connect.discoveryName)", ko: "Service Connect 이름 \(connect.discoveryName)")
            if let ports, !ports.contains(connect.portName) {
                return Foresight(
                    .fail, subject, noPort(connect.portName), fix: namePort(connect.portName),
                    evidence: [
                        Evidence(source: "task definition", field: "portMappings", text: TemplateWords.list(ports))
                    ])
            }
            if let holder = connect.takenBy {
                return Foresight(
                    .fail, subject,
                    Words(
                        "\(holder) holds the name in \(connect.namespace)",
                        ko: "네임스페이스 \(connect.namespace)에서 이미 사용 중입니다: \(holder)"),
                    fix: free(connect.namespace),
                    evidence: [Evidence(source: "servicediscovery:ListServices", field: "Arn", text: holder)])
            }
            return Foresight(.ok, subject, Words("free", ko: "사용할 수 있습니다"))
        }
    }

    private static func noPort(_ name: String) -> Words {
        Words(
            "Service Connect names the port '\(name)', and no port mapping of the task definition is called so",
            ko: "Service Connect가 가리키는 '\(name)' 포트가 태스크 정의의 포트 매핑에 없습니다")
    }

    private static func namePort(_ name: String) -> Words {
        Words(
            "in the task definition: portMappings: [{ \"name\": \"\(name)\", \"containerPort\": … }]",
            ko: "태스크 정의에 추가하십시오: portMappings: [{ \"name\": \"\(name)\", \"containerPort\": … }]")
    }

    private static func free(_ namespace: String?) -> Words {
        let id = namespace?.split(separator: "/").last.map(String.init) ?? "ns-…"
        let command = "aws servicediscovery list-services --filters Name=NAMESPACE_ID,Values=\(id)"
        return Words(
            "\(command), then delete-service --id for the one that is left over, or choose another discoveryName",
            ko: "\(command) 결과에서 남은 서비스를 delete-service --id로 삭제하거나 다른 discoveryName을 쓰십시오")
    }
}
