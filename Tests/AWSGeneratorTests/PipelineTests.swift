import AWSGenerator
import Foundation
import TestSupport
import Testing

@Suite("Generator")
struct PipelineTests {
    /// The golden files stand in the next room's tests, which compile and call them.
    @Test("a miniature service becomes the Swift that was reviewed")
    func golden() throws {
        let files = try MiniatureModel.files()
        for file in files {
            try expectGolden("../AWSServicesTests/\(file.path)", "// swift-format-ignore-file\n\(file.text)")
        }
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../AWSServicesTests/Mini")
        let present = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(present.map { "Mini/\($0)" }) == Set(files.map(\.path)))
    }

    @Test("the same model gives the same text, whatever its operations' order")
    func deterministic() throws {
        let first = try MiniatureModel.files()
        var reversed = MiniatureModel.allowed
        reversed.operations?.reverse()
        for _ in 0..<3 {
            #expect(try MiniatureModel.files(allowed: reversed) == first)
        }
    }

    @Test("nothing of the vendor's prose and nothing unreachable is written")
    func onlyWhatIsAllowed() throws {
        let text = try MiniatureModel.files().map(\.text).joined()
        #expect(!text.contains("prose"))
        #expect(!text.contains("Unreachable"))
        #expect(!text.contains("Forbidden"))
    }

    static let broken: [(String, String, String)] = [
        ("\"ThingKind\": {", "\"Other\": {", "shape ThingKind: is named and missing"),
        ("\"type\": \"blob\"", "\"type\": \"beam\"", "shape Blob: has the type beam, which is not known"),
        ("\"union\": true,", "\"eventstream\": true,", "shape Thing: is an event stream, which no codec here speaks"),
        ("\"createdAt\"", "\"name\"", "CreateThingRequest: two members would be called name"),
        ("\"serviceId\"", "\"serviceID\"", "metadata: has no serviceId"),
        ("\"shapes\": {", "\"shapes\" {", "service-2.json: byte 726: expected ':'"),
        ("\"Blob\": {\"type\"", "\"Blob\": {\"tpye\"", "shape Blob: has no type"),
        (
            "\"value\": {\"shape\": \"String\"}}", "\"value\": {\"shape\": \"Blob\"}}",
            "ListThingsResponse.tags: collections of blobs have no reader"
        ),
    ]

    @Test("a model that no code can be made from is refused with its place", arguments: broken)
    func problems(original: String, replacement: String, problem: String) {
        let error = #expect(throws: GeneratorProblem.self) {
            try MiniatureModel.files(service: MiniatureModel.service.replacing(original, with: replacement))
        }
        #expect(error?.description == problem)
    }

    @Test("an operation that the model does not have is refused by name")
    func unknownOperation() {
        let error = #expect(throws: GeneratorProblem.self) {
            try MiniatureModel.files(allowed: AllowedService("Mini", folder: "mini", operations: ["Nope"]))
        }
        #expect(error?.description == "allow-list: the model of Mini Service has no operation Nope")
    }

    @Test("a correction that no longer fits the model is refused")
    func staleCorrections() {
        for change in [
            Correction.Change.markSensitive(shape: "Gone"),
            .retarget(structure: "Thing", member: "gone", to: "Secret"),
            .retarget(structure: "Thing", member: "name", to: "Blob"),
        ] {
            #expect(throws: GeneratorProblem.self) {
                try MiniatureModel.files(corrections: [Correction("Mini", change, because: "")])
            }
        }
    }

    @Test("every correction gives its reason, for a service on the allow-list")
    func corrections() {
        for correction in Correction.all {
            #expect(correction.reason.count > 20)
            #expect(AllowedService.all.contains { $0.namespace == correction.service })
        }
    }
}
