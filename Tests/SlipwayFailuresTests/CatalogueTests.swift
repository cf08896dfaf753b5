import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("The catalogue") struct CatalogueTests {
    @Test("names each failure mode once")
    func unique() {
        let names = Catalogue.all.map(\.id)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 75)
    }

    @Test("each mode is explained, and either foreseen or recognised", arguments: Catalogue.all.map(\.id))
    func explained(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        #expect(mode.title.count > 8 && mode.title.count < 80)
        #expect(mode.explanation.count > 40)
        #expect(!mode.withoutUs.isEmpty)
        #expect(mode.foresee != nil || !mode.recognisers.isEmpty)
    }
}
