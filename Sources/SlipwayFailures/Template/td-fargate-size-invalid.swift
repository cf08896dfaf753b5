import SlipwayDomain

extension FailureMode {
    static let fargateSizeInvalid = FailureMode(
        id: "td-fargate-size-invalid", title: "no such Fargate size", nature: .cannotHeal,
        withoutUs: "the API refuses it after the pipeline has built and pushed everything", fault: .fargateSizeIllegal,
        foresee: { facts, plan in
            let usesFargate = facts.service?.value.map { $0.settings.launchType ?? "FARGATE" == "FARGATE" } ?? true
            guard usesFargate, !FargateSizes.isLegal(cpu: plan.cpu, memory: plan.memory) else { return [] }
            let nearest = FargateSizes.nearest(cpu: plan.cpu, memory: plan.memory)
            return [
                Foreseen(
                    .size, cause: "Fargate has no task of \(plan.cpu) CPU units with \(plan.memory) MiB",
                    evidence: [Evidence(source: "manifest", field: "cpu, memory", text: "\(plan.cpu), \(plan.memory)")],
                    fix: "in slipway.yml: cpu: \(nearest.cpu), memory: \(nearest.memory)")
            ]
        })
}
