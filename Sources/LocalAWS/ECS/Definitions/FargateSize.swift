import AWSServices

/// CPU and memory that a Fargate task may have (Developer Guide, Fargate task definition differences).
package struct FargateSize: Hashable, Sendable {
    /// 1024 is one vCPU.
    package var cpuUnits: Int
    package var memoryMiB: Int

    /// Reads `256`, `1 vCPU`, `512`, `2 GB`; nil when it is neither.
    package static func cpu(_ text: String) -> Int? { amount(text, unit: "vcpu") }
    package static func memory(_ text: String) -> Int? { amount(text, unit: "gb") }

    private static func amount(_ text: String, unit: String) -> Int? {
        let compact = text.filter { !$0.isWhitespace }.lowercased()
        guard compact.hasSuffix(unit) else { return Int(compact).flatMap { $0 > 0 ? $0 : nil } }
        guard let value = Double(compact.dropLast(unit.count)), value > 0, value < 10_000 else { return nil }
        return Int((value * 1024).rounded())
    }

    /// Legal memory sizes in MiB for a number of CPU units; nil when the CPU is not offered.
    package static func memorySizes(cpuUnits: Int) -> [Int]? {
        func gibibytes(_ range: ClosedRange<Int>, step: Int) -> [Int] {
            stride(from: range.lowerBound, through: range.upperBound, by: step).map { $0 * 1024 }
        }
        return switch cpuUnits {
        case 256: [512, 1024, 2048]
        case 512: gibibytes(1...4, step: 1)
        case 1024: gibibytes(2...8, step: 1)
        case 2048: gibibytes(4...16, step: 1)
        case 4096: gibibytes(8...30, step: 1)
        case 8192: gibibytes(16...60, step: 4)
        case 16384: gibibytes(32...120, step: 8)
        case 32768: [60, 120, 244].map { $0 * 1024 }
        default: nil
        }
    }

    /// - Throws: `ClientException` in ECS's words.
    package init(cpu: String?, memory: String?) throws {
        guard let cpu, !cpu.isEmpty else {
            throw Refusal.client("Fargate requires that 'cpu' be defined at the task level.")
        }
        guard let memory, !memory.isEmpty else {
            throw Refusal.client("Fargate requires that 'memory' be defined at the task level.")
        }
        guard let cpuUnits = Self.cpu(cpu) else { throw Refusal.client("Invalid 'cpu' setting for task. Got: \(cpu)") }
        guard let memoryMiB = Self.memory(memory) else {
            throw Refusal.client("Invalid 'memory' setting for task. Got: \(memory)")
        }
        guard let sizes = Self.memorySizes(cpuUnits: cpuUnits), sizes.contains(memoryMiB) else {
            throw Refusal.client(
                "No Fargate configuration exists for given values: \(cpuUnits) CPU, \(memoryMiB) memory. "
                    + "See the Amazon ECS documentation for the valid values.")
        }
        self.cpuUnits = cpuUnits
        self.memoryMiB = memoryMiB
    }
}
