import Foundation
import NIOCore
import OCI
import TestSupport
import Testing

@testable import LocalAWS

@Suite("Parts of the runtimes")
struct RuntimePartsTests {
    @Test("lines come whole however the bytes are cut", arguments: 1...7)
    func lines(size: Int) {
        var splitter = LineSplitter()
        let bytes = Array("one\ntwo é\n\nlast".utf8)
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += splitter.append(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(lines == ["one", "two é", ""])
        #expect(splitter.finish() == "last")
        #expect(splitter.finish() == nil)
    }

    @Test("a line beyond the bound is cut between characters")
    func longLine() {
        var splitter = LineSplitter(limit: 5)
        let lines = splitter.append(Array("aaaaébb\n".utf8))
        #expect(lines == ["aaaa", "ébb"])
        #expect(splitter.append([UInt8](repeating: 0x80, count: 6)).map(\.unicodeScalars.count) == [5])
    }

    @Test("frames are taken apart however they are cut", arguments: 1...9)
    func frames(size: Int) {
        let bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 3, 97, 98, 99, 2, 0, 0, 0, 0, 0, 0, 1, 100, 1, 0, 0, 0, 0, 0, 0, 0]
        var demultiplexer = OutputDemultiplexer()
        var output: [UInt8] = []
        var error: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            for (stream, piece) in demultiplexer.append(bytes[start..<min(start + size, bytes.count)]) {
                if stream == .standardOutput { output += piece } else { error += piece }
            }
        }
        #expect(output == Array("abc".utf8))
        #expect(error == Array("d".utf8))
    }

    @Test("ranges that a route touches are tried last")
    func subnets() throws {
        let table = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
            tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
            """
        let routes = SubnetPlan.routes(inTable: table)
        #expect(routes.map(\.description) == ["0.0.0.0/0", "10.0.0.0/8"])
        let free = SubnetPlan.candidates(routes: routes, seed: 3)
        #expect(free.first?.description == "198.18.12.0/22")
        #expect(SubnetPlan.candidates(routes: [], seed: 0).first?.description == "10.214.0.0/22")
        #expect(Set(free).count == free.count)
        let used = try #require(IPv4Network("10.214.2.0/24"))
        #expect(SubnetPlan.candidates(routes: [used], seed: 0).first?.description == "10.214.4.0/22")
    }

    @Test("addresses are given out one after another, and returned ones as late as possible")
    func addresses() throws {
        var pool = AddressPool(try #require(IPv4Network("10.0.0.0/29")))
        func take() -> String? { pool.take().map(IPv4Network.text) }
        #expect([take(), take(), take()] == ["10.0.0.2", "10.0.0.3", "10.0.0.4"])
        pool.giveBack(try #require(IPv4Network.address("10.0.0.3")))
        #expect([take(), take(), take(), take()] == ["10.0.0.5", "10.0.0.6", "10.0.0.3", nil])
    }

    @Test("an owner is gone only when that can be known")
    func ownership() throws {
        let me = RuntimeInstance(machine: "aaa", boot: "b1", processID: 7, startTime: 100, nonce: "n")
        #expect(RuntimeInstance(id: me.id) == me)
        #expect(RuntimeInstance(id: "no-instance") == nil)
        #expect(RuntimeInstance(id: "a-b-1-2-../../etc") == nil)
        var other = me
        other.processID = 8
        #expect(!other.isLeftover(for: me) { _ in 100 })
        #expect(other.isLeftover(for: me) { _ in 101 })
        #expect(other.isLeftover(for: me) { _ in nil })
        other.boot = "b0"
        #expect(other.isLeftover(for: me) { _ in 100 })
        other.machine = "bbb"
        #expect(!other.isLeftover(for: me) { _ in nil })
    }

    @Test("a process that has ended but was not reaped does not count as running")
    func startTimes() {
        let rest = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20 21"
        #expect(ProcessTable.startTime(inStat: "9 (a) b) c) S \(rest)") == 4242)
        #expect(ProcessTable.startTime(inStat: "9 (x) Z \(rest)") == nil)
        #expect(ProcessTable.startTime(of: ProcessInfo.processInfo.processIdentifier) != nil)
    }

    @Test("DOCKER_HOST alone counts when it is set")
    func endpoints() throws {
        let host = try EngineEndpoint.candidates(environment: ["DOCKER_HOST": "tcp://10.0.0.1:2375"])
        #expect(host == [.tcp(host: "10.0.0.1", port: 2375)])
        let places = try EngineEndpoint.candidates(environment: ["XDG_RUNTIME_DIR": "/run/user/7"])
        #expect(places.first == .unix(path: "/var/run/docker.sock"))
        #expect(places.contains(.unix(path: "/run/user/7/podman/podman.sock")))
        for text in ["ssh://host", "tcp://", "tcp://a:b", "unix://relative", "nonsense"] {
            #expect(throws: RuntimeUnavailable.self) {
                _ = try EngineEndpoint.candidates(environment: ["DOCKER_HOST": text])
            }
        }
        #expect(throws: RuntimeUnavailable.self) {
            _ = try EngineEndpoint.candidates(environment: ["DOCKER_HOST": "tcp://h:1", "DOCKER_TLS_VERIFY": "1"])
        }
    }

    @Test("definition and image are put together as container engines do")
    func plans() throws {
        let image = ImageConfiguration(
            platform: Platform(os: "linux", architecture: "amd64"),
            config: .init(
                env: ["A=1", "B=2", "PATH=/p"], entrypoint: ["/run"], cmd: ["serve"], workingDir: "/srv",
                stopSignal: "SIGQUIT"), diffIDs: [])
        let runnable = RunnableImage(reference: "r", manifestDigest: "", configDigest: "", layers: [], config: [])
        let key = ContainerKey(task: TaskID("t"), name: "c")
        func plan(_ change: (inout ContainerSpec) -> Void = { _ in }) throws -> StartPlan {
            var spec = ContainerSpec(key: key, image: runnable)
            change(&spec)
            return try StartPlan(spec, image: image, hostname: "h", injected: [.init("PORT", "1")])
        }
        let plain = try plan()
        #expect(plain.words == ["/run", "serve"])
        #expect(plain.environment == ["PATH=/p", "HOSTNAME=h", "A=1", "B=2", "PORT=1"])
        #expect(plain.folder == "/srv")
        #expect(plain.stopSignal == 3)
        #expect(try plan { $0.command = ["migrate"] }.words == ["/run", "migrate"])
        #expect(try plan { $0.entryPoint = ["/other"] }.words == ["/other"])
        #expect(try plan { $0.environment = [.init("B", "x")] }.value(of: "B") == "x")
        #expect(throws: RuntimeFailure.self) { try plan { $0.entryPoint = [] } }
    }

    @Test("users are looked up in the image")
    func users() throws {
        let passwd: [Substring] = ["root:x:0:0::/root:", "app:x:10:20::/app:"]
        let group: [Substring] = ["root:x:0:", "web:x:30:app,x", "log:x:40:app"]
        func identity(_ text: String) throws -> [UInt32] {
            let found = try ContainerIdentity(text, passwd: passwd, groupFile: group)
            return [found.user, found.group] + found.groups
        }
        #expect(try identity("app") == [10, 20, 30, 40])
        #expect(try identity("10") == [10, 20, 30, 40])
        #expect(try identity("app:web") == [10, 30])
        #expect(try identity("5:6") == [5, 6])
        #expect(try identity("5") == [5, 0])
        #expect(throws: RuntimeFailure.self) { try identity("nobody") }
        #expect(throws: RuntimeFailure.self) { try identity("app:nogroup") }
    }

    @Test("signals are known by name and number")
    func signals() {
        #expect(
            ["SIGTERM", "term", "15", "SIGRTMIN+3", "SIGNONE", "99"].map(SignalName.number) == [
                15, 15, 15, 37, nil, nil,
            ])
    }

    @Test("output waits for its reader, exits never do")
    func backPressure() async {
        let queue = EventQueue(limit: 4)
        let key = ContainerKey(task: TaskID("t"), name: "c")
        let writer = Task {
            for number in 0..<100 { await queue.send(.output(key, .standardOutput, line: "\(number)")) }
            await queue.send(.exited(key, ExitStatus(code: 0)))
            queue.finish()
        }
        var lines: [String] = []
        var exits = 0
        for await event in queue.stream() {
            switch event {
            case .output(_, _, let line): lines.append(line)
            case .exited: exits += 1
            }
        }
        await writer.value
        #expect(lines == (0..<100).map(String.init))
        #expect(exits == 1)
    }

    @Test("work that takes too long is cancelled")
    func races() async {
        let time = WallTime()
        #expect(await Race.run(atMost: .seconds(60), on: time) { 7 } == 7)
        let latch = ExitLatch()
        #expect(await latch.wait(atMost: .milliseconds(1), on: time) == nil)
        latch.set(ExitStatus(code: 3))
        latch.set(ExitStatus(code: 4))
        #expect(await latch.wait(atMost: .zero, on: time) != ExitStatus(code: 4))
        #expect(await latch.wait() == ExitStatus(code: 3))
    }

    @Test("an image is handed over as a tar stream that holds every blob once, in both layouts")
    func archive() async throws {
        try await withTemporaryFolder { folder in
            var contents = LayerContents()
            contents.add(.bytes([UInt8](repeating: 7, count: 300_001), mode: 0o644), at: "/data")
            let blob = try contents.writeBlob(to: folder.appending(path: "layer").path, level: 1)
            let layer = RunnableImage.Layer(
                digest: blob.descriptor.digest.description, mediaType: MediaType.ociLayerGzip.rawValue,
                size: blob.descriptor.size, path: blob.path)
            let config = Array("{}".utf8)
            let image = RunnableImage(
                reference: "r", manifestDigest: "", configDigest: Digest(of: config).description,
                layers: [layer, layer], config: config)
            var bytes: [UInt8] = []
            for try await piece in try ImageArchive(name: "localhost/x:y", image: image).bytes {
                bytes += Array(piece.readableBytesView)
            }
            #expect(bytes.count % 512 == 0)
            let reader = TarReader(MemorySource(bytes))
            var paths: [String] = []
            while let entry = try reader.next() { paths.append(entry.path) }
            #expect(paths.filter { $0.hasSuffix(blob.descriptor.digest.hex) }.count == 1)
            #expect(Set(paths).isSuperset(of: ["oci-layout", "index.json", "manifest.json"]))
            #expect(paths.count == 6)
        }
    }

    @Test("the sandbox image is the same every time, and made for two processors only")
    func sandbox() throws {
        let made = try #require(SandboxImage.make(architecture: "amd64"))
        #expect(made == (try #require(SandboxImage.make(architecture: "amd64"))))
        #expect(SandboxImage.make(architecture: "arm64") != nil)
        #expect(SandboxImage.make(architecture: "riscv64") == nil)
    }
}
