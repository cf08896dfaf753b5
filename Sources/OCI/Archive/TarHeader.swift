/// One 512-byte header block, as ustar, GNU tar and the old v7 tar write it.
struct TarHeader {
    var name: String
    var mode: Int
    var userID: Int
    var groupID: Int
    var size: Int64
    var modificationSeconds: Int64
    var type: UInt8
    var linkName: String

    /// Nil for a block of zeros, which ends an archive.
    /// - Throws: `OCIError.malformed` when the checksum or a number is wrong.
    init?(_ block: [UInt8]) throws(OCIError) {
        if block.allSatisfy({ $0 == 0 }) { return nil }
        let checksum = try Self.number(block[148..<156], "checksum")
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for (index, byte) in block.enumerated() {
            let counted = (148..<156).contains(index) ? 32 : byte
            unsigned += Int64(counted)
            signed += Int64(Int8(bitPattern: counted))
        }
        guard checksum == unsigned || checksum == signed else {
            throw .malformed("the tar archive", reason: "a header's checksum is wrong")
        }
        let isUstar = block[257..<263].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0])
        let base = try Self.text(block[0..<100])
        let prefix = isUstar ? try Self.text(block[345..<500]) : ""
        name = prefix.isEmpty ? base : prefix + "/" + base
        mode = Int(truncatingIfNeeded: try Self.number(block[100..<108], "mode")) & 0o7777
        userID = Int(truncatingIfNeeded: try Self.number(block[108..<116], "user"))
        groupID = Int(truncatingIfNeeded: try Self.number(block[116..<124], "group"))
        size = try Self.number(block[124..<136], "size")
        modificationSeconds = try Self.number(block[136..<148], "time")
        type = block[156]
        linkName = try Self.text(block[157..<257])
        guard size >= 0 else { throw .malformed("the tar archive", reason: "'\(name)' has a negative size") }
    }

    /// Up to the first zero.
    static func text(_ bytes: some Sequence<UInt8>) throws(OCIError) -> String {
        let content = Array(bytes.prefix { $0 != 0 })
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .unsupported("a path in a tar archive that is not UTF-8")
        }
        return text
    }

    /// Octal digits, or GNU's base 256 when the first bit is set.
    static func number(_ field: ArraySlice<UInt8>, _ what: String) throws(OCIError) -> Int64 {
        let bad = OCIError.malformed("the tar archive", reason: "a header's \(what) is not a number")
        guard let first = field.first else { return 0 }
        if first & 0x80 != 0 {
            var value: Int64 = first & 0x40 != 0 ? -1 : 0
            for (index, byte) in field.enumerated() {
                let digit = index == 0 ? Int64(byte & 0x3f) : Int64(byte)
                let bits: Int64 = index == 0 ? 64 : 256
                let (product, overflow) = value.multipliedReportingOverflow(by: bits)
                guard !overflow else { throw bad }
                value = product | digit
            }
            return value
        }
        var value: Int64 = 0
        var ended = false
        for byte in field {
            switch byte {
            case 0x20 where value == 0 && !ended: continue
            case 0, 0x20: ended = true
            case 0x30...0x37 where !ended: value = value << 3 | Int64(byte - 0x30)
            default: throw bad
            }
        }
        return value
    }
}
