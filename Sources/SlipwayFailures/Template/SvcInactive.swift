import SlipwayDomain

extension FailureMode {
    static let svcInactive = FailureMode(
        "svc-inactive", .template,
        title: Words("the service is deleted or does not exist", ko: "삭제되었거나 없는 서비스"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call("ecs:UpdateService", refusedWith: "ServiceNotActiveException", message: "Service was not ACTIVE.")
        ],
        explanation: Words(
            "An update names a service that was deleted, of which ECS keeps a record for a while, or that is not in this "
                + "cluster, region or account.",
            ko: "업데이트가 가리키는 서비스가 삭제되었거나(ECS가 한동안 기록을 유지합니다) 이 클러스터, 리전, 계정에 없습니다."),
        remedy: Words(
            "Create the service anew, or correct cluster, region and profile.",
            ko: "서비스를 새로 만들거나 클러스터, 리전, 프로필을 바로잡으십시오."),
        lookAlikes: [
            LookAlike("svc-draining", Words("it is gone, not on its way out", ko: "삭제 중이 아니라 이미 없습니다")),
            LookAlike("cluster-not-found", Words("the cluster is there", ko: "클러스터는 있습니다")),
        ],
        links: [TemplateWords.guide("api_failures_messages")],
        foresee: { plan, facts in
            let name = plan.service.name
            let subject = Words("service \(name)", ko: "서비스 \(name)")
            let missing = Foresight(
                .planned, subject,
                Words("there is none yet; this run creates it", ko: "아직 없으며 이번 실행에서 만들어집니다"))
            return [
                facts.service?.foresight(subject, missing: missing) { service in
                    switch service.status {
                    case "ACTIVE":
                        Foresight(
                            .ok, subject,
                            Words("\(service.runningCount) tasks run", ko: "태스크 \(service.runningCount)개 실행 중"))
                    // A service that is on its way out is told by its own mode.
                    case "DRAINING": nil
                    default:
                        Foresight(
                            .fail, subject,
                            Words(
                                "the service's status is \(service.status)",
                                ko: "서비스 상태가 ACTIVE가 아닙니다: \(service.status)"),
                            fix: create(plan.service),
                            evidence: [Evidence(source: "ecs:DescribeServices", field: "status", text: service.status)])
                    }
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(
                TemplateWords.refusals,
                ["servicenotactiveexception", "service was not active", "servicenotfoundexception"]
            ) { reason, scene in
                let service = scene.workload.service
                let gone = reason.hasAny("not active", "notactive")
                let name = service.map { " \($0.name)" } ?? ""
                let ko = service.map { " (\($0.name))" } ?? ""
                return Recognition(
                    gone
                        ? Words("the service\(name) was deleted", ko: "이미 삭제된 서비스입니다\(ko)")
                        : Words(
                            "there is no service\(name) in this cluster and region",
                            ko: "이 클러스터와 리전에 없는 서비스입니다\(ko)"),
                    fix: create(service), subject: service?.name ?? "")
            }
        ])

    private static func create(_ service: Service?) -> Words {
        let cluster = service?.cluster ?? "CLUSTER"
        return Words(
            "`slipway deploy` creates it; to see what is there: aws ecs list-services --cluster \(cluster)",
            ko: "`slipway deploy`를 실행하면 새로 만들어집니다. 있는 서비스 확인: aws ecs list-services --cluster \(cluster)")
    }
}
