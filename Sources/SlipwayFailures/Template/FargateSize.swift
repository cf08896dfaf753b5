import SlipwayDomain

/// The pairs of processor and memory that Fargate has (facts: ecs-behaviour 5).
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

    static func isLegal(cpu: Int, memory: Int) -> Bool {
        table.contains { $0.cpu == cpu && $0.memory.contains(memory) }
    }

    /// The next legal pair with at least as much of both, or the largest there is.
    static func nearest(cpu: Int, memory: Int) -> (cpu: Int, memory: Int) {
        for row in table where row.cpu >= cpu {
            if let fitting = row.memory.first(where: { $0 >= memory }) { return (row.cpu, fitting) }
        }
        return (32768, 249_856)
    }

    /// The fix that names the next legal pair.
    static func fix(cpu: Int, memory: Int) -> Words {
        let size = nearest(cpu: cpu, memory: memory)
        return TemplateWords.inManifest("cpu: \(size.cpu), memory: \(size.memory)")
    }

    /// From eight processors on only platform 1.4.0 and later have room, and Windows has one to four (facts:
    /// ecs-failures P-TD-1).
    static func isRoomy(cpu: Int) -> Bool { cpu >= 8192 }
    static func isForWindows(cpu: Int) -> Bool { (1024...4096).contains(cpu) }
}
