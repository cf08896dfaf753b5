import Foundation
import SlipwayDomain
import SlipwayFailures
import TestSupport
import Testing

/// The reference under Documentation/failures. `make catalogue` writes it.
@Suite("Reference pages") struct PageTests {
    private static let folder = "../../Documentation/failures"

    @Test("the page of each mode is as the catalogue says", arguments: Catalogue.all.map(\.id))
    func current(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        try expectGolden("\(Self.folder)/\(id).md", FailurePage(mode).markdown)
    }

    @Test("the index lists every mode")
    func index() throws {
        try expectGolden("\(Self.folder)/README.md", FailureIndex.markdown)
    }

    @Test(
        "there is no page of a mode that is not there",
        .disabled(if: ProcessInfo.processInfo.environment["GOLDEN"] == "rewrite", "the pages are being written"))
    func noLeftovers() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: Self.folder).path
        let pages = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "README.md" }
        #expect(pages.filter { Catalogue.mode(FailureID(String($0.dropLast(3)))) == nil } == [])
    }
}
