import SlipwayDomain

extension FailureMode {
    static let fargateSizeInvalid = FailureMode(
        "td-fargate-size-invalid", title: "Fargate has no such size", nature: .cannotHeal, fault: .fargateSizeIllegal,
        explanation: "Fargate sells fixed pairs of processor and memory. Any other pair is refused when the task "
            + "definition is registered.",
        withoutUs: "ECS would have refused the task definition",
        foresee: { plan, facts in
            let subject = "size \(plan.cpu) CPU / \(plan.memory) MiB"
            if facts.service?.value?.settings.launchType == "EC2" {
                return [Foresight(.skipped, subject, "the service runs on instances, which take any size")]
            }
            guard let nearest = FargateSize.nearest(cpu: plan.cpu, memory: plan.memory) else {
                return [Foresight(.ok, subject, "a legal Fargate size")]
            }
            return [
                Foresight(
                    .fail, subject, "Fargate has no size of \(plan.cpu) CPU units with \(plan.memory) MiB",
                    fix: "in slipway.yml: cpu: \(nearest.cpu), memory: \(nearest.memory)",
                    evidence: [
                        Evidence(source: "manifest", field: "cpu, memory", text: "\(plan.cpu), \(plan.memory)")
                    ])
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.hasAny("no fargate configuration exists for given values", "invalid 'cpu' setting") else {
                    return nil
                }
                return Recognition(
                    "Fargate has no such pair of processor and memory",
                    fix: "choose a legal pair, such as cpu: 256, memory: 512")
            }
        ])
}

/// The pairs of processor and memory that Fargate has on Linux (facts: ecs-behaviour 5).
enum FargateSize {
    /// CPU units and the legal MiB.
    static let table: [(cpu: Int, memory: [Int])] = [
        (256, [512, 1024, 2048]),
        (512, gigabytes(1, 4, 1)),
        (1024, gigabytes(2, 8, 1)),
        (2048, gigabytes(4, 16, 1)),
        (4096, gigabytes(8, 30, 1)),
        (8192, gigabytes(16, 60, 4)),
        (16384, gigabytes(32, 120, 8)),
        (32768, [60, 120, 244].map { $0 * 1024 }),
    ]

    private static func gigabytes(_ first: Int, _ last: Int, _ step: Int) -> [Int] {
        stride(from: first, through: last, by: step).map { $0 * 1024 }
    }

    /// The next legal pair with at least as much of both; nothing when the pair is legal already.
    static func nearest(cpu: Int, memory: Int) -> (cpu: Int, memory: Int)? {
        if let row = table.first(where: { $0.cpu == cpu }), row.memory.contains(memory) { return nil }
        for row in table where row.cpu >= cpu {
            if let fitting = row.memory.first(where: { $0 >= memory }) { return (row.cpu, fitting) }
        }
        return (32768, 249_856)
    }
}
