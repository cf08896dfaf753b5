import SlipwayDomain

extension FailureMode {
    static let clusterNotFound = FailureMode(
        "cluster-not-found", title: "no such cluster", nature: .cannotHeal,
        explanation:
            "The service is to run in a cluster that does not exist in this account and region, or was deleted. "
            + "Mostly the region or the profile is another than meant.",
        withoutUs: "ECS would have refused the first call",
        foresee: { plan, facts in
            let subject = "cluster \(plan.service.cluster)"
            let fix =
                "aws ecs create-cluster --cluster-name \(plan.service.cluster) --region \(plan.service.region)"
            let missing = Foresight(
                .fail, subject, "there is no cluster '\(plan.service.cluster)' in \(plan.service.region)", fix: fix)
            return [
                facts.cluster?.foresight(subject, missing: missing) { cluster in
                    cluster.status == "ACTIVE"
                        ? Foresight(.ok, subject, "active")
                        : Foresight(
                            .fail, subject, "the cluster's status is \(cluster.status), not ACTIVE", fix: fix,
                            evidence: [
                                Evidence(source: "ecs:DescribeClusters", field: "status", text: cluster.status)
                            ])
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .call { reason in
                guard reason.field == "ClusterNotFoundException" else { return nil }
                return Recognition(
                    "the cluster does not exist in this account and region",
                    fix: "check `cluster:` and `region:` in slipway.yml, or: aws ecs create-cluster --cluster-name NAME"
                )
            }
        ])
}
