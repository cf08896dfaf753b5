import Foundation
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
