/// The task sizes of Fargate on Linux (Amazon ECS Developer Guide, fargate-tasks-services): CPU units and MiB.
enum FargateSizes {
    private static let table: [(cpu: Int, memory: [Int])] = [
        (256, [512, 1024, 2048]),
        (512, steps(1...4)),
        (1024, steps(2...8)),
        (2048, steps(4...16)),
        (4096, steps(8...30)),
        (8192, steps(16...60, by: 4)),
        (16384, steps(32...120, by: 8)),
        (32768, [60 * 1024, 120 * 1024, 244 * 1024]),
    ]

    /// Gibibytes to MiB.
    private static func steps(_ range: ClosedRange<Int>, by step: Int = 1) -> [Int] {
        stride(from: range.lowerBound, through: range.upperBound, by: step).map { $0 * 1024 }
    }

    static func isLegal(cpu: Int, memory: Int) -> Bool {
        table.first { $0.cpu == cpu }?.memory.contains(memory) ?? false
    }

    /// The smallest legal size that holds what was asked for; the largest where none does.
    static func nearest(cpu: Int, memory: Int) -> (cpu: Int, memory: Int) {
        for row in table where row.cpu >= cpu {
            if let fits = row.memory.first(where: { $0 >= memory }) { return (row.cpu, fits) }
        }
        return (32768, 244 * 1024)
    }
}
