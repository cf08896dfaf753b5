import Foundation
import OCI
import SlipwayDomain
import TestSupport
import Testing

@testable import SlipwayImages

/// Layers as image builders write them, newest first, and what an image made of them would hold.
@Suite("Looking into images") struct InspectionTests {
    typealias Member = (entry: TarEntry, bytes: [UInt8])

    static func file(_ path: String, _ text: String = "", mode: Int = 0o755) -> Member {
        (TarEntry(path: path, kind: .file, mode: mode), Array(text.utf8))
    }

    static func other(_ path: String, _ kind: TarEntry.Kind) -> Member {
        (TarEntry(path: path, kind: kind, mode: 0o755), [])
    }

    static func archive(_ members: [Member]) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for member in members {
            if member.entry.kind == .file {
                try writer.append(member.entry, bytes: member.bytes)
            } else {
                try writer.append(member.entry)
            }
        }
        try writer.close()
        return sink.bytes
    }

    /// - Parameter layers: the newest first.
    static func index(_ layers: [Member]..., texts: Set<String> = []) throws -> LayerIndex {
        var index = LayerIndex(texts: texts)
        for layer in layers { try index.read(MemorySource(archive(layer))) }
        return index
    }

    // MARK: Layers

    @Test("what a newer layer has counts, whatever lies below it")
    func newest() throws {
        let index = try Self.index(
            [Self.file("app/run", "new", mode: 0o644)], [Self.file("app/run", "old"), Self.file("app/other", "old")])
        #expect(index.file(at: "/app/run")?.isExecutable == false)
        #expect(index.file(at: "/app/other")?.head == Array("old".utf8))
        #expect(index.file(at: "/app") == nil)
        #expect(index.file(at: "/app/run/below") == nil)
    }

    @Test("paths may begin with a dot, end in a slash, or leave out their folders")
    func spellings() throws {
        let index = try Self.index([
            Self.other("./usr/", .directory), Self.file("./usr/bin/tool"), Self.file("/opt/./x"),
        ])
        #expect(index.file(at: "/usr/bin/tool") != nil)
        #expect(index.file(at: "/usr/../usr/./bin/tool") != nil)
        #expect(index.file(at: "/opt/x") != nil)
    }

    @Test("a whiteout takes away what lies below, and nothing of its own layer")
    func whiteouts() throws {
        let index = try Self.index(
            [
                Self.file("etc/.wh.gone"), Self.file("app/.wh.data"), Self.file("app/data/kept"), Self.file(".wh.top"),
            ],
            [
                Self.file("etc/gone"), Self.file("etc/gone.d"), Self.file("app/data/lost"), Self.file("top/x"),
                Self.file("topmost"),
            ])
        #expect(index.file(at: "/etc/gone") == nil)
        #expect(index.file(at: "/app/data/lost") == nil)
        #expect(index.file(at: "/top/x") == nil)
        #expect(index.file(at: "/etc/gone.d") != nil)
        #expect(index.file(at: "/app/data/kept") != nil)
        #expect(index.file(at: "/topmost") != nil)
        #expect(index.file(at: "/etc/.wh.gone") == nil)
    }

    @Test("an opaque folder hides all of the layers below, and nothing of its own or newer ones")
    func opaque() throws {
        let index = try Self.index(
            [Self.file("app/newer")],
            [Self.file("app/own"), Self.file("app/.wh..wh..opq"), Self.file("app/later")],
            [Self.file("app/old"), Self.file("app/deep/old"), Self.file("apple")])
        for path in ["/app/newer", "/app/own", "/app/later", "/apple"] {
            #expect(index.file(at: path) != nil, "\(path)")
        }
        for path in ["/app/old", "/app/deep/old"] { #expect(index.file(at: path) == nil, "\(path)") }
    }

    @Test("a file, or a link, in a newer layer hides what an older one has below that path")
    func replaced() throws {
        let index = try Self.index(
            [Self.file("lib"), Self.other("bin", .symbolicLink(target: "usr/bin"))],
            [Self.file("lib/old"), Self.file("bin/old"), Self.file("usr/bin/sh")])
        #expect(index.file(at: "/lib/old") == nil)
        #expect(index.file(at: "/bin/old") == nil)
        #expect(index.file(at: "/bin/sh") != nil)
    }

    @Test("links are followed through layers, and a circle of them ends")
    func links() throws {
        let index = try Self.index(
            [
                Self.other("run", .symbolicLink(target: "/opt/../opt/app")),
                Self.other("hard", .hardLink(target: "opt/app")),
                Self.other("a", .symbolicLink(target: "b")), Self.other("b", .symbolicLink(target: "a")),
                Self.other("up/link", .symbolicLink(target: "../opt/app")),
                Self.other("lost", .symbolicLink(target: "nowhere")), Self.other("pipe", .fifo),
            ], [Self.file("opt/app", "#!")])
        for path in ["/run", "/hard", "/up/link"] { #expect(index.file(at: path)?.head == Array("#!".utf8), "\(path)") }
        for path in ["/a", "/lost", "/pipe", "/hard/x"] { #expect(index.file(at: path) == nil, "\(path)") }
    }

    @Test("only the beginning of a program is kept, and only the texts that were asked for")
    func bounds() throws {
        let long = String(repeating: "x", count: 5000)
        let index = try Self.index(
            [
                Self.file("etc/passwd", "root:x:0:0\n", mode: 0o644), Self.file("big", long),
                Self.file("note", "n", mode: 0o644),
            ],
            [Self.file("etc/passwd", "old:x:0:0\n", mode: 0o644)], texts: ["etc/passwd"])
        #expect(index.texts == ["etc/passwd": "root:x:0:0\n"])
        #expect(index.file(at: "/big")?.head.count == LayerIndex.headBytes)
        #expect(index.file(at: "/note")?.head == [])
    }

    @Test("layers that are cut off or damaged throw, and never crash", arguments: 0..<40)
    func damaged(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes = try Self.archive([
            Self.file("usr/bin/tool", "#!/bin/sh\n"), Self.other("bin", .symbolicLink(target: "usr/bin")),
            Self.file("etc/.wh.x"), Self.file("etc/passwd", String(repeating: "y", count: 700)),
        ])
        for _ in 0..<8 {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        if seed.isMultiple(of: 2) { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator)) }
        var index = LayerIndex(texts: ["etc/passwd"])
        do { try index.read(MemorySource(bytes)) } catch {
            #expect(!error.description.isEmpty)
        }
        _ = index.file(at: "/bin/tool")
    }

    // MARK: What a release needs

    static func plan(_ change: (inout ServicePlan) -> Void = { _ in }) throws -> ServicePlan {
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: "eu-west-1", cluster: "shop-dev", name: "web"), family: "shop-dev-web",
            container: "app", image: .reference(try ImageReference(parsing: "host.example/shop:1")), port: 8080,
            variables: [], secrets: [], required: [], health: HealthPlan(path: "/health"), roles: RolePlan(),
            network: nil, targetGroup: nil, logs: LogPlan(group: "/shop", streamPrefix: "web"))
        change(&plan)
        return plan
    }

    static func configuration(_ entryPoint: [String], user: String? = nil) -> ImageConfiguration {
        ImageConfiguration(
            platform: ImagePlatform(os: "linux", architecture: "amd64"),
            config: .init(user: user, env: ["PATH=/usr/bin:/bin"], entrypoint: entryPoint), diffIDs: [])
    }

    /// Reads layers from files, as they are downloaded, until all is found.
    static func inspect(
        _ configuration: ImageConfiguration, _ layers: [[Member]], isGzip: Bool = false
    ) async throws -> (contents: ImageContentsFact, read: Int) {
        try await withTemporaryFolder { folder in
            var inspection = ImageInspection(try plan(), configuration)
            var read = 0
            for layer in layers where !inspection.isComplete {
                let path = folder.path + "/\(read)"
                var bytes = try archive(layer)
                if isGzip {
                    let sink = MemorySink()
                    let zip = try GzipSink(sink)
                    try zip.write(bytes)
                    try zip.close()
                    bytes = sink.bytes
                }
                try Disk.write(bytes, to: path)
                try inspection.read(layer: path)
                read += 1
            }
            return (inspection.found(whole: true), read)
        }
    }

    static let elf = "\u{7f}ELF" + String(repeating: "\u{0}", count: 14)

    @Test("reading ends with the layer that has all that is wanted", arguments: [false, true])
    func enough(isGzip: Bool) async throws {
        let seen = try await Self.inspect(
            Self.configuration(["/app/run"]),
            [
                [Self.file("app/data", "d", mode: 0o644)], [Self.file("app/run", "#!/bin/sh\n"), Self.file("bin/sh")],
                [],
            ],
            isGzip: isGzip)
        #expect(seen.contents.programs == ["/app/run": .fine(path: "/app/run")])
        #expect(seen.read == 2)
    }

    @Test("a script waits for its interpreter in older layers; without one it is broken")
    func interpreter() async throws {
        let script = Self.file("app/run", "#!/usr/bin/env node\n")
        let fine = try await Self.inspect(Self.configuration(["/app/run"]), [[script], [Self.file("usr/bin/node")]])
        #expect(fine.contents.programs["/app/run"] == .fine(path: "/app/run"))
        #expect(fine.read == 2)
        let broken = try await Self.inspect(Self.configuration(["/app/run"]), [[script], []])
        #expect(broken.contents.programs["/app/run"] == .brokenScript(path: "/app/run", interpreter: "node"))
        let windows = try await Self.inspect(
            Self.configuration(["/app/run"]), [[Self.file("app/run", "#!/bin/sh\r\n"), Self.file("bin/sh")]])
        #expect(
            windows.contents.programs["/app/run"] == .brokenScript(path: "/app/run", interpreter: "/bin/sh\\r"))
    }

    @Test("a program is missing, not executable, or for another processor")
    func unfit() async throws {
        let missing = try await Self.inspect(
            Self.configuration(["serve"]), [[Self.file("usr/bin/.wh.serve")], [Self.file("usr/bin/serve", Self.elf)]])
        #expect(missing.contents.programs["serve"] == .missing)
        let bare = try await Self.inspect(
            Self.configuration(["serve"]), [[Self.file("usr/bin/serve", "x", mode: 0o644)]])
        #expect(bare.contents.programs["serve"] == .notExecutable(path: "/usr/bin/serve"))
        let arm = Self.elf + "\u{28}\u{0}" + String(repeating: "\u{0}", count: 40)
        let foreign = try await Self.inspect(Self.configuration(["serve"]), [[Self.file("bin/serve", arm)]])
        #expect(
            foreign.contents.programs["serve"] == .otherProcessor(path: "/bin/serve", architecture: "arm"))
    }

    @Test("a user by name is looked for in the newest /etc/passwd; a number needs none")
    func users() async throws {
        let run = Self.file("app/run")
        let named = try await Self.inspect(
            Self.configuration(["/app/run"], user: "web:web"),
            [
                [run], [Self.file("etc/passwd", "root:x:0:0\nweb:x:10:10\n", mode: 0o644)],
                [Self.file("etc/passwd", "old:x\n")],
            ])
        #expect(named.contents.users == ["root", "web"])
        #expect(named.read == 2)
        let none = try await Self.inspect(Self.configuration(["/app/run"], user: "web"), [[run], []])
        #expect(none.contents.users == [])
        let number = try await Self.inspect(Self.configuration(["/app/run"], user: "1000:1000"), [[run], []])
        #expect(number.contents.users == nil)
        #expect(number.read == 1)
    }

    @Test("until all layers were read, what was not found is not called missing")
    func partly() throws {
        let inspection = ImageInspection(try Self.plan(), Self.configuration(["serve"]))
        #expect(inspection.found(whole: false).programs["serve"] == nil)
        #expect(inspection.found(whole: true).programs["serve"] == .missing)
        #expect(!inspection.isComplete)
    }
}
