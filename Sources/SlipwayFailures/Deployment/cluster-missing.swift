import SlipwayDomain

extension FailureMode {
    static let clusterMissing = FailureMode(
        id: "cluster-missing", title: "no such cluster", nature: .cannotHeal, withoutUs: "the API refuses it after the pipeline has built and pushed everything",
        foresee: { facts, plan in
            let name = plan.service.cluster
            switch facts.cluster {
            case .missing?:
                return [
                    Foreseen(
                        .cluster(name), cause: "there is no cluster \(name) in \(plan.service.region)",
                        evidence: [Evidence(source: "ecs:DescribeClusters", field: "failures[].reason", text: "MISSING")],
                        fix: "aws ecs create-cluster --cluster-name \(name) --region \(plan.service.region)")
                ]
            case .known(let cluster)? where cluster.status != "ACTIVE":
                return [
                    Foreseen(
                        .cluster(name), cause: "the cluster \(name) is \(cluster.status), not ACTIVE",
                        evidence: [Evidence(source: "ecs:DescribeClusters", field: "clusters[0].status", text: cluster.status)],
                        fix: "wait until it is ACTIVE, or name another cluster")
                ]
            case .known?, .planned?, .denied?, .unknown?, nil: return []
            }
        })
}
