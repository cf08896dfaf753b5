import Foundation
import OCI
import Testing

struct ExtractionTests {
    @discardableResult
    func unpack(
        _ layers: [[(TarEntry, [UInt8])]], into root: String, options: LayerExtractor.Options = .init()
    ) throws -> LayerExtractor.Report {
        var extractor = try LayerExtractor(into: root, options: options)
        for layer in layers { try extractor.extract(MemorySource(try archive(layer))) }
        return extractor.report
    }

    @Test("unpacks files, modes, links and hard links, later layers over earlier ones")
    func layers() throws {
        try withFolder { root in
            let base = root + "/fs"
            try unpack(
                [
                    [
                        folder("bin"), file("bin/tool", "1", mode: 0o755), link("sh", "/bin/tool"),
                        folder("locked", mode: 0o555), file("locked/in", "kept"),
                        (TarEntry(path: "bin/twin", kind: .hardLink(target: "bin/tool"), mode: 0o755), []),
                    ],
                    [file("bin/tool", "2", mode: 0o700), file("sh", "a file now")],
                ], into: base)
            #expect(try text(base + "/bin/tool") == "2")
            #expect(try text(base + "/bin/twin") == "1")
            #expect(try text(base + "/sh") == "a file now")
            #expect(try text(base + "/locked/in") == "kept")
            #expect(try Disk.status(base + "/bin/tool")?.mode == 0o700)
            #expect(try Disk.status(base + "/locked")?.mode == 0o555)
        }
    }

    @Test("removes what whiteouts name, and what an opaque folder hides")
    func whiteouts() throws {
        try withFolder { root in
            try unpack(
                [
                    [folder("a"), file("a/old", "1"), file("a/gone", "1"), folder("b/deep"), file("b/deep/old", "1")],
                    [
                        file("a/.wh.gone", ""), file("b/new", "2"), file("b/.wh..wh..opq", ""),
                        folder("b/later"), file("b/later/too", "2"),
                    ],
                ], into: root)
            #expect(try Disk.list(root + "/a") == ["old"])
            #expect(try Disk.list(root + "/b") == ["later", "new"])
            #expect(try text(root + "/b/later/too") == "2")
        }
    }

    @Test("follows links of the image inside the folder, absolute ones too")
    func linkedFolders() throws {
        try withFolder { root in
            try unpack(
                [
                    [folder("usr/lib"), link("lib", "usr/lib"), link("lib64", "/usr/lib")],
                    [file("lib/one", "1"), file("lib64/two", "2")],
                ], into: root + "/fs")
            #expect(try Disk.list(root + "/fs/usr/lib") == ["one", "two"])
        }
    }

    @Test("does not leave the folder through names, links or hard links")
    func escapes() throws {
        try withFolder { root in
            try Disk.write(Array("secret".utf8), to: root + "/outside")
            let base = root + "/fs"
            for path in ["../outside", "a/../../outside", ".."] {
                #expect(throws: OCIError.self, "\(path)") { try self.unpack([[file(path, "evil")]], into: base) }
            }
            // Through a link: what looks like /tmp/… outside is a path inside.
            try unpack([[link("out", "/../../.."), file("out/outside", "evil"), file("/abs", "in")]], into: base)
            try unpack([[link("up", "../../.."), file("up/outside", "evil")]], into: base)
            #expect(try text(root + "/outside") == "secret")
            #expect(try text(base + "/outside") == "evil")
            #expect(try text(base + "/abs") == "in")
            let hard = (TarEntry(path: "h", kind: .hardLink(target: "../outside"), mode: 0o644), [UInt8]())
            #expect(throws: OCIError.unsafePath("../outside", reason: "a hard link out of the archive")) {
                try self.unpack([[hard]], into: base)
            }
            let inside = (TarEntry(path: "h", kind: .hardLink(target: "/etc/passwd"), mode: 0o644), [UInt8]())
            #expect(throws: OCIError.self) { try self.unpack([[inside]], into: base) }
            #expect(throws: OCIError.self) { try self.unpack([[file("a/.wh...", "")]], into: base) }
        }
    }

    @Test("writes through no link that stands where a file goes")
    func overLink() throws {
        try withFolder { root in
            try Disk.write(Array("secret".utf8), to: root + "/outside")
            try unpack([[link("l", root + "/outside")], [file("l", "mine")]], into: root + "/fs")
            #expect(try text(root + "/outside") == "secret")
            #expect(try text(root + "/fs/l") == "mine")
        }
    }

    @Test("says when links lead in a circle")
    func circle() throws {
        try withFolder { root in
            #expect(throws: OCIError.unsafePath("a", reason: "its links lead in a circle")) {
                try self.unpack([[link("a", "b"), link("b", "a"), file("a/x", "")]], into: root)
            }
        }
    }

    @Test("skips device nodes and says which")
    func devices() throws {
        try withFolder { root in
            let report = try unpack(
                [[(TarEntry(path: "dev/null", kind: .characterDevice, mode: 0o666), []), file("x", "1")]],
                into: root)
            #expect(report.skipped == ["dev/null"])
            #expect(report.bytes == 1)
        }
    }

    @Test("stops at its bounds")
    func bounds() throws {
        try withFolder { root in
            var options = LayerExtractor.Options()
            options.maximumBytes = 10
            #expect(throws: OCIError.exceedsLimit("the unpacked image", limit: 10)) {
                try self.unpack([[file("a", "12345678"), file("b", "12345678")]], into: root, options: options)
            }
            options.maximumEntries = 1
            #expect(throws: OCIError.exceedsLimit("the number of files in the image", limit: 1)) {
                try self.unpack([[file("a", "1"), file("b", "1")]], into: root, options: options)
            }
        }
    }
}
