import SlipwayDomain
import Testing

@Test("reads image references of every form")
func imageReferences() throws {
    #expect(try ImageReference(parsing: "host:5000/team/app:1.2").tag == "1.2")
}
