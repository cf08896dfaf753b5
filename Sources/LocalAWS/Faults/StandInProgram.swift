/// Machine code of a program that writes lines and ends as it is told: an ELF file of some hundred bytes that needs
/// nothing of the image it runs in, so that a fault really happens in a real container.
///
/// Formats and numbers: System V ABI (ELF-64), Linux system calls of x86-64 and AArch64.
package struct StandInProgram {
    private var code: [UInt8] = []
    private let isARM: Bool
    private static let base: UInt64 = 0x40_0000
    private static let headers = 120
    /// Room for the code; the lines lie behind it.
    private static let codeRoom = 512

    /// - Parameter architecture: as in image indexes, `amd64` or `arm64`.
    package static func bytes(_ standIn: StandIn, architecture: String) -> [UInt8] {
        var program = StandInProgram(isARM: architecture == "arm64")
        let text = Array(standIn.lines.map { $0 + "\n" }.joined().utf8)
        let textAt = base + UInt64(headers + codeRoom)
        // A set of signals that holds SIGTERM alone, behind the text.
        let maskAt = (textAt + UInt64(text.count) + 7) & ~7
        if !text.isEmpty { program.call(program.isARM ? 64 : 1, 1, textAt, UInt64(text.count)) }
        switch standIn.ending {
        case .exits(let code): program.exit(UInt64(truncatingIfNeeded: code & 0xFF))
        case .dies(signal: 11): program.touchNothing()
        case .dies(let signal): program.exit(UInt64(128 + signal))
        case .fillsMemory:
            program.fillMemory()
            program.exit(1)
        case .stays:
            // Blocked signals wait even for the first process of a container, which ignores all others.
            program.call(program.isARM ? 135 : 14, 0, maskAt, 0, 8)
            program.call(program.isARM ? 137 : 128, maskAt, 0, 0, 8)
            program.exit(143)
        case .staysForEver:
            program.call(program.isARM ? 135 : 14, 0, maskAt, 0, 8)
            // Waits for signals of an empty set: the eight bytes behind the mask.
            program.call(program.isARM ? 137 : 128, maskAt + 8, 0, 0, 8)
        }
        program.code += [UInt8](repeating: 0, count: codeRoom - program.code.count)
        var body = program.code + text
        body += [UInt8](repeating: 0, count: Int(maskAt - base) - headers - body.count)
        body += [0, 0x40, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
        return program.header(size: UInt64(headers + body.count)) + body
    }

    private init(isARM: Bool) {
        self.isARM = isARM
    }

    private mutating func exit(_ code: UInt64) { call(isARM ? 93 : 60, code) }

    /// A system call with its arguments.
    private mutating func call(_ number: UInt64, _ arguments: UInt64...) {
        if isARM {
            for (register, value) in arguments.enumerated() { move(value, toARM: UInt32(register)) }
            move(number, toARM: 8)
            word(0xD400_0001)
        } else {
            // rdi, rsi, rdx, r10, r8, r9
            let registers: [[UInt8]] = [
                [0x48, 0xBF], [0x48, 0xBE], [0x48, 0xBA], [0x49, 0xBA], [0x49, 0xB8], [0x49, 0xB9],
            ]
            for (register, value) in zip(registers, arguments) { code += register + Self.little(value, 8) }
            code += [0x48, 0xB8] + Self.little(number, 8) + [0x0F, 0x05]
        }
    }

    private mutating func move(_ value: UInt64, toARM register: UInt32) {
        for part in 0..<4 as Range<UInt32> {
            let half = UInt32(truncatingIfNeeded: value >> (16 * UInt64(part))) & 0xFFFF
            word((part == 0 ? 0xD280_0000 : 0xF280_0000) | part << 21 | half << 5 | register)
        }
    }

    /// Writes to address 0.
    private mutating func touchNothing() {
        if isARM {
            move(0, toARM: 0)
            word(0xF900_0000)
        } else {
            code += [0x48, 0x31, 0xC0, 0x89, 0x00]
        }
    }

    /// Maps 256 MiB and writes to each page.
    private mutating func fillMemory() {
        let bytes: UInt64 = 256 << 20
        call(isARM ? 222 : 9, 0, bytes, 3, 0x22, .max, 0)
        if isARM {
            move(bytes >> 12, toARM: 1)
            // strb w2, [x0]; add x0, x0, #0x1000; subs x1, x1, #1; b.ne to the first
            for instruction: UInt32 in [0x3900_0002, 0x9140_0400, 0xF100_0421, 0x54FF_FFA1] { word(instruction) }
        } else {
            code += [0x48, 0xB9] + Self.little(bytes >> 12, 8)
            // mov byte [rax], 1; add rax, 0x1000; dec rcx; jnz to the first
            code += [0xC6, 0x00, 0x01, 0x48, 0x05, 0x00, 0x10, 0x00, 0x00, 0x48, 0xFF, 0xC9, 0x75, 0xF2]
        }
    }

    private mutating func word(_ value: UInt32) { code += Self.little(UInt64(value), 4) }

    private func header(size: UInt64) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        bytes += Self.little(2, 2) + Self.little(isARM ? 183 : 62, 2) + Self.little(1, 4)
        bytes += Self.little(Self.base + UInt64(Self.headers), 8) + Self.little(64, 8) + Self.little(0, 8)
        bytes += Self.little(0, 4) + Self.little(64, 2) + Self.little(56, 2) + Self.little(1, 2) + Self.little(0, 6)
        // One segment: everything, readable and executable.
        bytes += Self.little(1, 4) + Self.little(5, 4) + Self.little(0, 8)
        bytes += Self.little(Self.base, 8) + Self.little(Self.base, 8)
        bytes += Self.little(size, 8) + Self.little(size, 8) + Self.little(0x1000, 8)
        return bytes
    }

    private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) : 0 }
    }
}
