import SlipwayDomain

extension FailureMode {
    static let clusterNotFound = FailureMode(
        "cluster-not-found", .template, title: Words("no such cluster", ko: "클러스터가 없음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call("ecs:DescribeServices", refusedWith: "ClusterNotFoundException", message: "Cluster not found.")
        ],
        explanation: Words(
            "The service is to run in a cluster that does not exist in this account and region, or was deleted. Mostly the "
                + "region or the profile is another than meant.",
            ko: "서비스를 실행할 클러스터가 이 계정과 리전에 없거나 삭제되었습니다. 대개 의도와 다른 리전이나 프로필을 사용한 경우입니다."),
        remedy: Words(
            "Correct the cluster's name, the region or the profile, or create the cluster.",
            ko: "클러스터 이름, 리전, 프로필을 바로잡거나 클러스터를 만드십시오."),
        lookAlikes: [
            LookAlike(
                "svc-inactive", Words("the cluster itself is not there", ko: "클러스터 자체가 없습니다"))
        ],
        links: [TemplateWords.guide("clusters")],
        foresee: { plan, facts in
            let name = plan.service.cluster
            let subject = Words("cluster \(name)", ko: "클러스터 \(name)")
            let missing = Foresight(
                .fail, subject,
                Words(
                    "there is no cluster '\(name)' in \(plan.service.region)",
                    ko: "\(plan.service.region) 리전에 '\(name)' 클러스터가 없습니다"),
                fix: create(name, plan.service.region))
            return [
                facts.cluster?.foresight(subject, missing: missing) { cluster in
                    if cluster.status == "ACTIVE" {
                        return Foresight(.ok, subject, Words("active", ko: "활성 상태입니다"))
                    }
                    return Foresight(
                        .fail, subject,
                        Words(
                            "the cluster's status is \(cluster.status), not ACTIVE",
                            ko: "클러스터 상태가 ACTIVE가 아닙니다: \(cluster.status)"),
                        fix: create(name, plan.service.region),
                        evidence: [Evidence(source: "ecs:DescribeClusters", field: "status", text: cluster.status)])
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(TemplateWords.refusals, ["clusternotfoundexception", "cluster not found"]) { _, scene in
                let service = scene.workload.service
                return Recognition(
                    Words(
                        "the cluster\(service.map { " '\($0.cluster)'" } ?? "") does not exist in this account and region",
                        ko: "\(service.map { "'\($0.cluster)' " } ?? "")클러스터가 이 계정과 리전에 없습니다"),
                    fix: create(service?.cluster ?? "NAME", service?.region))
            }
        ])

    private static func create(_ name: String, _ region: String?) -> Words {
        let command = "aws ecs create-cluster --cluster-name \(name)" + (region.map { " --region \($0)" } ?? "")
        return Words(
            "check `cluster:` and `region:` in slipway.yml, or: \(command)",
            ko: "slipway.yml의 `cluster:`와 `region:` 값을 확인하거나 실행하십시오: \(command)")
    }
}
