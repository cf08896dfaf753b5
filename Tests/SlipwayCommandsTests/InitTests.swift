import Foundation
import SlipwayConsole
import SlipwayDomain
import SlipwayManifest
import TestSupport
import Testing

@testable import SlipwayCommands

@Suite("A first manifest") struct InitTests {
    static func look(
        _ files: [String: String], name: String? = nil, port: Int? = nil
    ) async throws -> ProjectLook {
        try await withTemporaryFolder { folder in
            for (file, text) in files {
                try text.write(to: folder.appendingPathComponent(file), atomically: true, encoding: .utf8)
            }
            return try ProjectLook.look(at: folder.path, name: name, port: port)
        }
    }

    static func load(_ look: ProjectLook) throws -> Manifest {
        try Manifest.load(
            Array(ManifestTemplate.text(look, region: "eu-central-1").utf8), ManifestContext())
    }

    @Test("a Dockerfile is built, and its EXPOSE is the port")
    func dockerfile() async throws {
        let look = try await Self.look(
            ["Dockerfile": "FROM scratch\nexpose 3000/tcp\n", "Package.swift": ""], name: "Shop")
        #expect(look.source == .dockerfile)
        #expect(look.name == "shop")
        #expect(look.port == 3000)
        let manifest = try Self.load(look)
        let plan = try #require(manifest.services.first)
        #expect(manifest.region == "eu-central-1")
        #expect(manifest.environments == ["dev"])
        #expect(plan.port == 3000)
        #expect(plan.image == .build(BuildPlan(repository: "shop", context: ".")))
        #expect(plan.targetGroup == "shop-dev")
        #expect(plan.variables == [PlainVariable(name: "ENVIRONMENT", value: "dev")])
        #expect(plan.verify.count == 1)
    }

    @Test("without one, the executable of a Swift package is assembled")
    func package() async throws {
        let text = #"let package = Package(name: "x", targets: [.executableTarget(name: "Backend", dependencies: [])])"#
        let look = try await Self.look(["Package.swift": text])
        #expect(look.source == .executable(".build/release/Backend"))
        #expect(look.name == "backend")
        let plan = try #require(try Self.load(look).services.first)
        #expect(
            plan.image == .executable(ExecutablePlan(repository: "backend", executable: ".build/release/Backend")))
    }

    @Test("the port that was asked for is taken before the Dockerfile's")
    func port() async throws {
        let files = ["Dockerfile": "FROM scratch\nEXPOSE 3000\n"]
        #expect(try await Self.look(files, port: 9000).port == 9000)
        #expect(try await Self.look(["Dockerfile": "FROM scratch\nEXPOSE $PORT\n"]).port == 8080)
    }

    @Test(
        "the port is the first TCP port that the last stage exposes",
        arguments: [
            ("EXPOSE 53/udp 8443/tcp", 8443), ("expose 8443/TCP", 8443), ("EXPOSE 53/UDP\nEXPOSE 9000", 9000),
            ("ARG P=8081\nEXPOSE ${P}", 8081), ("ENV P 8082\nEXPOSE $P/tcp", 8082),
            ("ENV A=1 P=\"8083\"\nEXPOSE ${P}", 8083), ("ARG P\nEXPOSE ${P:-8084}", 8084),
            ("ARG BASE=80\nENV P=${BASE}85\nEXPOSE $P", 8085), ("EXPOSE \\\n  # why\n  8086", 8086),
            ("EXPOSE 7000-7010", 7000), ("EXPOSE 5000\nFROM scratch\nEXPOSE 6000 6001", 6000),
            ("EXPOSE 5000\nFROM scratch\nCOPY a b", 5000), ("# EXPOSE 1\nRUN echo EXPOSE 2\n\tEXPOSE 3", 3),
        ])
    func exposed(dockerfile: String, port: Int) {
        #expect(DockerfileText("FROM scratch\n\(dockerfile)\n").port == port)
        #expect(DockerfileText("FROM scratch\r\n\(dockerfile.replacing("\n", with: "\r\n"))").port == port)
    }

    @Test(
        "where nothing tells the port, it is called a guess",
        arguments: [
            "", "EXPOSE 53/udp", "EXPOSE $P", "ARG P\nEXPOSE ${P}", "EXPOSE", "EXPOSE 0 99999 http", "EXPOSE ${",
        ])
    func guessed(dockerfile: String) async throws {
        let look = try await Self.look(["Dockerfile": "FROM scratch\n\(dockerfile)\n"])
        #expect(look.port == 8080 && look.isPortGuessed)
        #expect(ManifestTemplate.text(look, region: "eu-west-1").contains("port: 8080  # a guess"))
        let lines = InitReport(path: "slipway.yml", look: look).lines(.plain).joined(separator: "\n")
        #expect(lines.contains("port 8080 is a guess"))
        _ = try Self.load(look)
        let told = try await Self.look(["Dockerfile": "FROM scratch\nEXPOSE 3000"])
        #expect(!InitReport(path: "slipway.yml", look: told).lines(.plain).joined().contains("guess"))
    }

    @Test("what AWS needs is there as comments, and is read once they are filled in")
    func commented() throws {
        let text = ManifestTemplate.text(ProjectLook(name: "shop", source: .dockerfile, port: 80), region: "eu-west-1")
        let names = ["roles:", "  execution:", "  task:", "network:", "  subnets:", "  securityGroups:", "  publicIP:"]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let bare = line.drop { $0 == " " }
            guard bare.hasPrefix("# "), names.contains(where: { bare.dropFirst(2).hasPrefix($0) }) else {
                return String(line)
            }
            return String(line.prefix(line.count - bare.count) + bare.dropFirst(2))
        }
        let manifest = try Manifest.load(Array(lines.joined(separator: "\n").utf8), ManifestContext())
        let plan = try #require(manifest.services.first)
        #expect(plan.roles == RolePlan(execution: "ecsTaskExecutionRole", task: "ROLE"))
        #expect(plan.network?.subnets == ["subnet-ID", "subnet-ID"])
        #expect(plan.network?.securityGroups == ["sg-ID"])
        #expect(text.contains("aws ec2 describe-subnets"))
    }

    @Test("--env and --service name what is written; a program that is not built is to be built first")
    func named() async throws {
        try await Stage.with { stage in
            try FileManager.default.removeItem(atPath: "\(stage.project)/Dockerfile")
            try stage.write(#"let package = Package(targets: [.executableTarget(name: "Api")])"#, to: "Package.swift")
            let wrong = try await stage.run("init", "--force", "--env", "a b")
            #expect(wrong.exitCode == 64 && wrong.all.contains("'a b' is not a name"))
            let outcome = try await stage.run("init", "--force", "--env", "prod", "--service", "api")
            #expect(outcome.exitCode == 0)
            #expect(outcome.all.contains("next: swift build -c release --product Api, then slipway rehearse"))
            let text = try String(contentsOfFile: "\(stage.project)/slipway.yml", encoding: .utf8)
            let manifest = try Manifest.load(Array(text.utf8), ManifestContext())
            #expect(manifest.environments == ["prod"])
            #expect(manifest.services.map(\.container) == ["api"])
            try FileManager.default.createDirectory(
                atPath: "\(stage.project)/.build/release", withIntermediateDirectories: true)
            try stage.write("", to: ".build/release/Api")
            let built = try await stage.run("init", "--force")
            #expect(built.all.contains("next: slipway rehearse"))
        }
    }

    @Test("a folder with nothing to deploy is refused, with what to do")
    func nothing() async throws {
        for files in [[:], ["Package.swift": "let package = Package(name: \"x\")"]] {
            do {
                _ = try await Self.look(files)
                Issue.record("a look at \(files.keys.sorted()) found something")
            } catch let problem as Problem {
                #expect(problem.exitCode == .usage)
                #expect(problem.next?.isEmpty == false)
            }
        }
    }

    @Test(
        "whatever a project is called, what is written is read without an error",
        arguments: ["shop", "My Shop_2", "true", "null", "no", "42", "1e5", "배포", "---", "a: b # c", "{x}", "-x-"])
    func names(name: String) throws {
        let called = ProjectLook.resourceName(name)
        for source in [ProjectLook.Source.dockerfile, .executable(".build/release/App")] {
            let manifest = try Self.load(ProjectLook(name: called, source: source, port: 8080))
            #expect(manifest.application.name == called)
            #expect(manifest.services.count == 1)
        }
    }
}
