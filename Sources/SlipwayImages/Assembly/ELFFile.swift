import OCI

/// What a Linux program or library says about itself in its ELF headers (System V ABI; 64-bit, little endian).
package struct ELFFile: Hashable, Sendable {
    package enum Machine: Hashable, Sendable {
        case x86_64, aarch64, riscv64
        case other(Int)

        init(code: Int) {
            switch code {
            case 62: self = .x86_64
            case 183: self = .aarch64
            case 243: self = .riscv64
            default: self = .other(code)
            }
        }

        /// As images name it; nil for processors that Slipway makes no images for.
        var architecture: String? {
            switch self {
            case .x86_64: "amd64"
            case .aarch64: "arm64"
            case .riscv64: "riscv64"
            case .other: nil
            }
        }
    }

    package enum Kind: Hashable, Sendable { case executable, sharedObject, other }

    package var machine: Machine
    package var kind: Kind
    /// The loader that starts it, `/lib64/ld-linux-x86-64.so.2`; nil for static programs and libraries.
    package var interpreter: String?
    /// Names of libraries it needs, in order.
    package var needed: [String] = []
    /// Folders to look in first, for it and for what it loads.
    package var rpath: [String] = []
    /// Folders to look in, for it alone; switches `rpath` off.
    package var runpath: [String] = []

    /// Whether it says that it is a program although its form is a library's (static-pie).
    private(set) var isPositionIndependentProgram = false

    /// Whether the system can start it, rather than only load it.
    var isProgram: Bool {
        kind == .executable || (kind == .sharedObject && (interpreter != nil || isPositionIndependentProgram))
    }

    /// Header tables larger than this are no honest ones.
    private static let maximumTable = 16 << 20

    /// - Throws: `ImageError.executableMissing`, or `notAnExecutable` with the reason.
    package init(path: String) throws(ImageError) {
        if Self.isMissing(path) { throw .executableMissing(path: path) }
        do throws(OCIError) {
            try self.init(FileBytes(path: path))
        } catch .system(let operation, let path, let code) {
            throw .notAnExecutable(path: path, reason: "cannot \(operation) it: \(Disk.describe(errorCode: code))")
        } catch .malformed(_, let reason) {
            throw .notAnExecutable(path: path, reason: reason)
        } catch {
            throw .notAnExecutable(path: path, reason: error.description)
        }
    }

    private static func isMissing(_ path: String) -> Bool {
        do throws(OCIError) { return try Disk.status(path, followingLinks: true) == nil } catch {
            // What cannot be looked at is told by the attempt to read it.
            return false
        }
    }

    init(_ file: FileBytes) throws(OCIError) {
        let header = try file.read(at: 0, count: 64)
        guard header.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw Self.malformed(Self.describe(header)) }
        guard header[4] == 2 else { throw Self.malformed("it is a 32-bit program") }
        guard header[5] == 1 else { throw Self.malformed("it is for a big-endian processor") }
        guard [0, 3].contains(header[7]) else { throw Self.malformed("it is an ELF file of another system") }
        machine = Machine(code: Int(Self.number(header, 18, 2)))
        kind =
            switch Self.number(header, 16, 2) {
            case 2: .executable
            case 3: .sharedObject
            default: .other
            }
        let segments = try Self.segments(header, file)
        if let segment = segments.first(where: { $0.type == 3 }) {
            let text = try file.read(at: segment.offset, count: min(segment.size, 4096))
            interpreter = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        try readDynamic(segments, file)
    }

    private struct Segment {
        var type: UInt64
        var offset: UInt64
        var address: UInt64
        var size: UInt64
    }

    private static func segments(_ header: [UInt8], _ file: FileBytes) throws(OCIError) -> [Segment] {
        let offset = number(header, 32, 8)
        let entry = number(header, 54, 2)
        let count = number(header, 56, 2)
        guard count > 0 else { return [] }
        guard entry >= 56, count < 65_535 else { throw malformed("its program headers are broken") }
        let table = try file.read(at: offset, count: entry * count)
        return (0..<Int(count)).map { index in
            let start = index * Int(entry)
            return Segment(
                type: number(table, start, 4), offset: number(table, start + 8, 8),
                address: number(table, start + 16, 8), size: number(table, start + 32, 8))
        }
    }

    private mutating func readDynamic(_ segments: [Segment], _ file: FileBytes) throws(OCIError) {
        guard let dynamic = segments.first(where: { $0.type == 2 }) else { return }
        let table = try file.read(at: dynamic.offset, count: dynamic.size)
        var entries: [(tag: UInt64, value: UInt64)] = []
        for start in stride(from: 0, to: table.count - 15, by: 16) {
            let tag = Self.number(table, start, 8)
            if tag == 0 { break }
            entries.append((tag, Self.number(table, start + 8, 8)))
        }
        let flags = entries.first { $0.tag == 0x6fff_fffb }?.value ?? 0
        isPositionIndependentProgram = flags & 0x0800_0000 != 0
        guard let address = entries.first(where: { $0.tag == 5 })?.value,
            let size = entries.first(where: { $0.tag == 10 })?.value,
            let segment = segments.first(where: {
                $0.type == 1 && address >= $0.address && address - $0.address < $0.size
            })
        else { return }
        let strings = try file.read(at: segment.offset + (address - segment.address), count: size)
        func text(_ offset: UInt64) throws(OCIError) -> String {
            guard offset < UInt64(strings.count) else { throw Self.malformed("a name in it is out of bounds") }
            return String(decoding: strings[Int(offset)...].prefix { $0 != 0 }, as: UTF8.self)
        }
        for entry in entries {
            switch entry.tag {
            case 1: needed.append(try text(entry.value))
            case 15: rpath = try text(entry.value).split(separator: ":").map(String.init)
            case 29: runpath = try text(entry.value).split(separator: ":").map(String.init)
            default: break
            }
        }
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func malformed(_ reason: String) -> OCIError { .malformed("the ELF file", reason: reason) }

    /// What a file is instead, from its first bytes.
    private static func describe(_ header: [UInt8]) -> String {
        if header.starts(with: Array("#!".utf8)) { return "it is a script" }
        if header.starts(with: [0xcf, 0xfa, 0xed, 0xfe]) || header.starts(with: [0xca, 0xfe, 0xba, 0xbe]) {
            return "it is a program for macOS"
        }
        if header.starts(with: Array("MZ".utf8)) { return "it is a program for Windows" }
        return "it does not begin like one (ELF)"
    }

    /// Parts of a file, by place.
    struct FileBytes {
        let path: String

        func read(at offset: UInt64, count: some BinaryInteger) throws(OCIError) -> [UInt8] {
            guard offset <= UInt64(Int64.max), count <= maximumTable else {
                throw ELFFile.malformed("its headers are broken")
            }
            let bytes = try FileSource(path, offset: Int64(offset)).read(upTo: Int(count))
            guard bytes.count == Int(count) else {
                throw ELFFile.malformed(offset == 0 ? "it is too short to be one" : "it is cut off")
            }
            return bytes
        }
    }
}
