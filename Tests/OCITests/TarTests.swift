import Foundation
import OCI
import Testing

struct TarTests {
    func read(_ bytes: [UInt8]) throws -> [(TarEntry, String)] {
        let reader = TarReader(MemorySource(bytes))
        var result: [(TarEntry, String)] = []
        while let entry = try reader.next() {
            let content = try reader.content.readAll(limit: 1 << 20, what: "a member")
            result.append((entry, String(decoding: content, as: UTF8.self)))
        }
        return result
    }

    @Test("reads back what it writes: long, deep and non-ASCII names, links, modes")
    func roundTrip() throws {
        let long = String(repeating: "n", count: 180)
        let deep = (0..<40).map { "folder\($0)" }.joined(separator: "/")
        let members = [
            folder("a"), file("a/b", "content", mode: 0o4755), file("a/" + long, "x"), file(deep, "deep"),
            file("a/Főtanúsítvány.crt", "ü"), link("l", "/" + deep),
            (TarEntry(path: "h", kind: .hardLink(target: "a/b"), mode: 0o644), []),
            file("empty", ""), file("block", String(repeating: "z", count: 512)),
        ]
        let back = try read(try archive(members))
        #expect(back.map(\.0.path) == members.map(\.0.path))
        #expect(back.map(\.0.kind) == members.map(\.0.kind))
        #expect(back.map(\.0.mode) == members.map(\.0.mode))
        #expect(back.map { Array($0.1.utf8) } == members.map(\.1))
    }

    @Test("writes the same bytes for the same content, in whatever order it was said")
    func deterministic() throws {
        var one = LayerContents()
        one.add(.bytes(Array("1".utf8), mode: 0o644), at: "/etc/one")
        one.add(.symbolicLink(target: "one"), at: "/etc/two")
        var other = LayerContents()
        other.add(.symbolicLink(target: "one"), at: "etc/two")
        other.add(.bytes(Array("1".utf8), mode: 0o644), at: "/etc/./one")
        let (left, right) = (MemorySink(), MemorySink())
        try one.write(to: left)
        try other.write(to: right)
        #expect(left.bytes == right.bytes)
        #expect(one.paths == ["etc", "etc/one", "etc/two"])
        // Golden: made once and checked with GNU tar; it changes only with intent, since it changes every digest.
        #expect(left.bytes.count == 3072)
        try withFolder { folder in
            let blob = try one.writeBlob(to: folder + "/layer")
            let again = try other.writeBlob(to: folder + "/again")
            #expect(blob.descriptor == again.descriptor)
            #expect(blob.diffID == Digest(of: left.bytes))
            #expect(blob.descriptor.digest == Digest(of: try Disk.read(folder + "/layer", limit: 1 << 20)))
            let plain = try LayerStream.open(folder + "/layer").readAll(limit: 1 << 20, what: "the layer")
            #expect(plain == left.bytes)
        }
    }

    @Test("is read by GNU tar, member by member")
    func gnuReadsOurs() throws {
        try withFolder { root in
            let long = String(repeating: "n", count: 180)
            let bytes = try archive([
                folder("a", mode: 0o700), file("a/b", "content", mode: 0o755), file("a/" + long, "x"),
                link("l", "a/b"),
            ])
            try Disk.write(bytes, to: root + "/ours.tar")
            let listed = try run(["tar", "-tvf", "ours.tar"], in: root)
            #expect(listed.status == 0)
            #expect(
                listed.output == """
                    drwx------ 0/0               0 1970-01-01 00:00 a/
                    -rwxr-xr-x 0/0               7 1970-01-01 00:00 a/b
                    -rw-r--r-- 0/0               1 1970-01-01 00:00 a/\(long)
                    lrwxrwxrwx 0/0               0 1970-01-01 00:00 l -> a/b

                    """)
        }
    }

    @Test("reads GNU tar's formats", arguments: ["gnu", "pax", "ustar", "v7"])
    func readsGnu(format: String) throws {
        try withFolder { root in
            try Disk.makeFolder(root + "/tree/sub")
            try Disk.write(Array("hello".utf8), to: root + "/tree/sub/file")
            if format == "gnu" || format == "pax" {
                let long = String(repeating: "n", count: 200)
                try Disk.write(Array("long".utf8), to: root + "/tree/" + long)
                try Disk.makeSymbolicLink(at: root + "/tree/link", to: String(repeating: "t", count: 150))
            }
            try Disk.makeHardLink(at: root + "/tree/zhard", to: root + "/tree/sub/file")
            let made = try run(
                ["tar", "--sort=name", "--format=" + format, "-cf", "theirs.tar", "-C", "tree", "."], in: root)
            #expect(made.status == 0, "\(made.output)")
            let members = try read(try Disk.read(root + "/theirs.tar", limit: 1 << 20))
            #expect(members.contains { $0.0.path == "sub/file" && $0.1 == "hello" })
            #expect(members.contains { $0.0.kind == .hardLink(target: "./sub/file") })
            if format == "gnu" || format == "pax" {
                #expect(members.contains { $0.0.path == String(repeating: "n", count: 200) && $0.1 == "long" })
                let target = String(repeating: "t", count: 150)
                #expect(members.contains { $0.0.kind == .symbolicLink(target: target) })
            }
        }
    }

    @Test("answers damaged archives with an error and never with a crash", arguments: 0..<60)
    func fuzz(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let long = String(repeating: "n", count: 180)
        var bytes = try archive([folder("a"), file("a/b", "content"), file("a/" + long, "x"), link("l", "a/b")])
        if seed % 3 == 0 {
            bytes.removeLast(random.below(bytes.count))
        } else {
            for _ in 0..<(1 + random.below(8)) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
        }
        do {
            _ = try read(bytes)
        } catch is OCIError {
            // Damage that is noticed is told; damage to content is the digest's matter.
        }
    }

    @Test("refuses an archive that ends in the middle of a member")
    func truncated() throws {
        let bytes = try archive([file("a", String(repeating: "x", count: 2000))])
        #expect(throws: OCIError.truncated("the tar archive")) { try self.read(Array(bytes[..<1000])) }
        #expect(throws: OCIError.truncated("the tar archive")) { try self.read(Array(bytes[..<300])) }
    }

    @Test("refuses a file that is not as long as its header says")
    func wrongSize() throws {
        let writer = TarWriter(MemorySink())
        let entry = TarEntry(path: "a", kind: .file, size: 3, mode: 0o644)
        #expect(throws: OCIError.sizeMismatch(expected: 3, actual: 2)) {
            try writer.append(entry, content: MemorySource([1, 2]))
        }
        #expect(throws: OCIError.sizeMismatch(expected: 3, actual: 4)) {
            try writer.append(entry, content: MemorySource([1, 2, 3, 4]))
        }
    }
}
