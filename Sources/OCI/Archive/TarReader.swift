/// Reads a tar archive member by member: ustar, pax, GNU's long names and numbers, and the old v7 form.
package final class TarReader {
    private let source: any ByteSource
    /// Content of the current member that was not read yet, and the zeros behind it.
    private var contentLeft: Int64 = 0
    private var padding: Int64 = 0
    private var globalRecords: [String: String] = [:]
    private var ended = false

    package init(_ source: any ByteSource) { self.source = source }

    /// The next member; what was not read of the one before is skipped. Nil at the end.
    package func next() throws(OCIError) -> TarEntry? {
        try skipContent()
        var records: [String: String] = [:]
        var longName: String?
        var longLink: String?
        while !ended {
            guard let header = try nextHeader() else { break }
            switch header.type {
            case UInt8(ascii: "x"): records = try PaxRecords.parse(try readExtension(header))
            case UInt8(ascii: "g"):
                globalRecords.merge(try PaxRecords.parse(try readExtension(header))) { _, new in new }
            case UInt8(ascii: "L"): longName = try TarHeader.text(try readExtension(header))
            case UInt8(ascii: "K"): longLink = try TarHeader.text(try readExtension(header))
            default:
                let merged = globalRecords.merging(records) { _, own in own }
                return try entry(header, merged, longName: longName, longLink: longLink)
            }
        }
        return nil
    }

    /// Content of the current member. - Returns: 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(OCIError) -> Int {
        let wanted = Int(min(Int64(buffer.count), contentLeft))
        guard wanted > 0 else { return 0 }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw .truncated("the tar archive") }
        contentLeft -= Int64(count)
        return count
    }

    /// The current member's content as a source of its own, good until `next()` is called.
    package var content: any ByteSource { Content(reader: self) }

    private final class Content: ByteSource {
        let reader: TarReader
        init(reader: TarReader) { self.reader = reader }
        func read(into buffer: UnsafeMutableRawBufferPointer) throws(OCIError) -> Int {
            try reader.read(into: buffer)
        }
    }

    private func nextHeader() throws(OCIError) -> TarHeader? {
        let block = try source.read(upTo: Tar.block)
        // An archive should end with two blocks of zeros; many writers forget one or both.
        if block.isEmpty {
            ended = true
            return nil
        }
        guard block.count == Tar.block else { throw .truncated("the tar archive") }
        guard let header = try TarHeader(block) else {
            ended = true
            // Reads on, so that a checksum behind (gzip's) is verified and the writer of a pipe is not cut off.
            while try !source.read(upTo: streamChunkBytes).isEmpty {}
            return nil
        }
        return header
    }

    private func readExtension(_ header: TarHeader) throws(OCIError) -> [UInt8] {
        guard header.size <= Int64(Tar.maximumExtension) else {
            throw .exceedsLimit("an extended header of the tar archive", limit: Int64(Tar.maximumExtension))
        }
        let bytes = try source.read(upTo: Int(header.size))
        guard bytes.count == Int(header.size) else { throw .truncated("the tar archive") }
        padding = Self.padding(for: header.size)
        try skipContent()
        return bytes
    }

    private func entry(
        _ header: TarHeader, _ records: [String: String], longName: String?, longLink: String?
    ) throws(OCIError) -> TarEntry {
        if records.keys.contains(where: { $0.hasPrefix("GNU.sparse.") }) {
            throw .unsupported("a sparse file in a tar archive")
        }
        var path = records["path"] ?? longName ?? header.name
        let link = records["linkpath"] ?? longLink ?? header.linkName
        let isMarkedFolder = path.hasSuffix("/")
        while path.hasPrefix("./") { path.removeFirst(2) }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard !path.utf8.contains(0), !link.utf8.contains(0) else {
            throw .unsafePath(path, reason: "it contains a zero byte")
        }
        let kind: TarEntry.Kind =
            switch header.type {
            case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): isMarkedFolder ? .directory : .file
            case UInt8(ascii: "1"): .hardLink(target: link)
            case UInt8(ascii: "2"): .symbolicLink(target: link)
            case UInt8(ascii: "3"): .characterDevice
            case UInt8(ascii: "4"): .blockDevice
            case UInt8(ascii: "5"): .directory
            case UInt8(ascii: "6"): .fifo
            case let other: throw .unsupported("a tar member of type '\(Character(UnicodeScalar(other)))'")
            }
        let size = try Self.integer(records, "size") ?? header.size
        guard size >= 0 else { throw .malformed("the tar archive", reason: "'\(path)' has a negative size") }
        contentLeft = kind == .file ? size : Self.contentOfOthers(header, kind)
        padding = Self.padding(for: contentLeft)
        let seconds = records["mtime"].flatMap { Int64($0.prefix { $0 != "." }) }
        return TarEntry(
            path: path, kind: kind, size: kind == .file ? size : 0, mode: header.mode,
            userID: (try Self.integer(records, "uid")).map { Int($0) } ?? header.userID,
            groupID: (try Self.integer(records, "gid")).map { Int($0) } ?? header.groupID,
            modificationSeconds: seconds ?? header.modificationSeconds)
    }

    /// Links and devices have no content whatever their size says; a folder's is skipped.
    private static func contentOfOthers(_ header: TarHeader, _ kind: TarEntry.Kind) -> Int64 {
        kind == .directory ? header.size : 0
    }

    private static func integer(_ records: [String: String], _ key: String) throws(OCIError) -> Int64? {
        guard let text = records[key] else { return nil }
        guard let value = Int64(text) else {
            throw .malformed("the tar archive", reason: "an extended header's \(key) is not a number")
        }
        return value
    }

    private static func padding(for size: Int64) -> Int64 {
        (Int64(Tar.block) - size % Int64(Tar.block)) % Int64(Tar.block)
    }

    private func skipContent() throws(OCIError) {
        while contentLeft + padding > 0 {
            let count = try source.read(upTo: Int(min(contentLeft + padding, Int64(streamChunkBytes)))).count
            guard count > 0 else { throw .truncated("the tar archive") }
            let ofContent = min(Int64(count), contentLeft)
            contentLeft -= ofContent
            padding -= Int64(count) - ofContent
        }
    }
}
