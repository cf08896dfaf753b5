/// Writes a tar archive: ustar, with pax records only where a path, target or size does not fit.
///
/// It adds nothing of its own (no time, no user names), so equal members give equal bytes.
package final class TarWriter {
    private let sink: any ByteSink

    package init(_ sink: any ByteSink) { self.sink = sink }

    /// - Parameter content: exactly `entry.size` bytes, for files.
    /// - Throws: `OCIError.sizeMismatch` when the content's size is another (a file that changes while it is read).
    package func append(_ entry: TarEntry, content: (any ByteSource)? = nil) throws(OCIError) {
        try writeHeaders(entry)
        guard entry.kind == .file else { return }
        var left = entry.size
        while left > 0 {
            let piece = try content?.read(upTo: Int(min(left, Int64(streamChunkBytes)))) ?? []
            guard !piece.isEmpty else { throw .sizeMismatch(expected: entry.size, actual: entry.size - left) }
            try sink.write(piece)
            left -= Int64(piece.count)
        }
        if let more = try content?.read(upTo: 1), !more.isEmpty {
            throw .sizeMismatch(expected: entry.size, actual: entry.size + 1)
        }
        try pad(entry.size)
    }

    package func append(_ entry: TarEntry, bytes: [UInt8]) throws(OCIError) {
        var entry = entry
        entry.size = Int64(bytes.count)
        try append(entry, content: MemorySource(bytes))
    }

    /// Writes the end of the archive, then closes what it writes to.
    package func close() throws(OCIError) {
        try sink.write([UInt8](repeating: 0, count: 2 * Tar.block))
        try sink.close()
    }

    private func pad(_ size: Int64) throws(OCIError) {
        let rest = Int(size % Int64(Tar.block))
        if rest > 0 { try sink.write([UInt8](repeating: 0, count: Tar.block - rest)) }
    }

    /// Writes only what comes before an entry's content, for those who stream the content by themselves: exactly
    /// `entry.size` bytes, filled up with zeros to a multiple of 512.
    package func writeHeaders(_ entry: TarEntry) throws(OCIError) {
        var path = entry.path
        if entry.kind == .directory, !path.hasSuffix("/") { path += "/" }
        let (type, linked): (Character, String) =
            switch entry.kind {
            case .file: ("0", "")
            case .hardLink(let target): ("1", target)
            case .symbolicLink(let target): ("2", target)
            case .characterDevice: ("3", "")
            case .blockDevice: ("4", "")
            case .directory: ("5", "")
            case .fifo: ("6", "")
            }
        var target = linked
        var records: [String: String] = [:]
        var name = path
        var prefix = ""
        if path.utf8.count > 100 || !path.utf8.allSatisfy({ $0 < 128 }) {
            if let split = Self.split(path) {
                (prefix, name) = split
            } else {
                records["path"] = path
                name = Self.ascii(path, 100)
            }
        }
        if target.utf8.count > 100 || !target.utf8.allSatisfy({ $0 < 128 }) {
            records["linkpath"] = target
            target = Self.ascii(target, 100)
        }
        var size = entry.size
        if size > 0o77777777777 {
            records["size"] = "\(size)"
            size = 0
        }
        if !records.isEmpty {
            let body = PaxRecords.format(records)
            let header = TarEntry(path: "", kind: .file, size: Int64(body.count), mode: 0o644)
            try sink.write(
                Self.block(header, name: "PaxHeaders/" + Self.ascii(name, 80), prefix: "", type: "x", target: ""))
            try sink.write(body)
            try pad(Int64(body.count))
        }
        var written = entry
        written.size = size
        try sink.write(Self.block(written, name: name, prefix: prefix, type: type, target: target))
    }

    /// At a slash, so that the name fits 100 and the prefix 155 bytes; nil when there is no such slash.
    private static func split(_ path: String) -> (prefix: String, name: String)? {
        guard path.utf8.allSatisfy({ $0 < 128 }), path.utf8.count <= 256 else { return nil }
        let bytes = Array(path.utf8)
        for index in bytes.indices where bytes[index] == 0x2f && index > 0 && index <= 155 {
            let name = bytes.count - index - 1
            if name <= 100, name > 0 {
                return (
                    String(decoding: bytes[..<index], as: UTF8.self),
                    String(decoding: bytes[(index + 1)...], as: UTF8.self)
                )
            }
        }
        return nil
    }

    private static func ascii(_ text: String, _ limit: Int) -> String {
        String(decoding: text.utf8.prefix(limit).map { $0 < 128 ? $0 : 0x5f }, as: UTF8.self)
    }

    private static func block(
        _ entry: TarEntry, name: String, prefix: String, type: Character, target: String
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Tar.block)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<(offset + text.utf8.count), with: Array(text.utf8))
        }
        func octal(_ value: Int64, digits: Int) -> String {
            let text = String(max(0, value), radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
        }
        put(name, at: 0)
        put(octal(Int64(entry.mode & 0o7777), digits: 7), at: 100)
        put(octal(Int64(entry.userID), digits: 7), at: 108)
        put(octal(Int64(entry.groupID), digits: 7), at: 116)
        put(octal(entry.size, digits: 11), at: 124)
        put(octal(entry.modificationSeconds, digits: 11), at: 136)
        put("        ", at: 148)
        put(String(type), at: 156)
        put(target, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        put(prefix, at: 345)
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        put(octal(sum, digits: 6), at: 148)
        block[154] = 0
        block[155] = 0x20
        return block
    }
}
