import SlipwayDomain
import SlipwayFailures
import TestSupport
import Testing

@Suite("The catalogue") struct CatalogueTests {
    @Test("names each failure mode once")
    func unique() {
        let names = Catalogue.all.map(\.id)
        #expect(Set(names).count == names.count)
    }

    @Test("each mode is told whole, in English and in Korean", arguments: Catalogue.all.map(\.id))
    func told(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        #expect(mode.title.en.count > 8 && mode.title.en.count < 80)
        #expect(mode.explanation.en.count > 40)
        #expect(mode.remedy.en.count > 15)
        for words in [mode.title, mode.explanation, mode.remedy, mode.withoutUs] + mode.lookAlikes.map(\.difference) {
            #expect(words.ko.hasHangul, "no Korean for \"\(words.en)\"")
            #expect(!words.en.hasHangul)
        }
    }

    @Test(
        "each mode is either foreseen or recognised, and its look-alikes are other modes",
        arguments: Catalogue.all.map(\.id))
    func useful(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        #expect(mode.foresee != nil || !mode.recognisers.isEmpty)
        for other in mode.lookAlikes {
            #expect(other.failure != id)
            #expect(Catalogue.mode(other.failure) != nil, "there is no \(other.failure)")
        }
        for case .text(let places, let phrases, _) in mode.recognisers {
            #expect(!places.isEmpty && !phrases.isEmpty)
            #expect(
                phrases.allSatisfy { $0 == $0.lowercased() && $0.count >= 4 && !$0.contains("\u{2019}") }, "\(phrases)")
        }
    }

    @Test("what foresees names its recipes, and what can be reproduced its faults", arguments: Catalogue.all.map(\.id))
    func marked(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        #expect(mode.recipes.allSatisfy { $0.hasPrefix("P-") })
        if mode.foresee != nil { #expect(!mode.recipes.isEmpty, "\(id) foresees by no recipe") }
        if case .cloudOnly = mode.reproduction { #expect(mode.faults.isEmpty) }
    }
}

extension String {
    var hasHangul: Bool { unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) } }
}
