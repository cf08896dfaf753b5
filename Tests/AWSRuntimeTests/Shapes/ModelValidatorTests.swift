import AWSRuntime
import Testing

@Suite("Model validator")
struct ModelValidatorTests {
    static let name = Shape(
        "Name", .string, constraints: Shape.Constraints(minimum: 2, maximum: 5, pattern: "^[a-z]+$"))
    static let colour = Shape("Colour", .string, constraints: Shape.Constraints(known: ["RED", "BLUE"]))
    static let shape = Shape(
        "Thing",
        .structure(
            Shape.StructureTraits([
                Shape.Member("name", isRequired: true) { name },
                Shape.Member("colour") { colour },
                Shape.Member("count") {
                    Shape("Count", .integer, constraints: Shape.Constraints(minimum: 1, maximum: 10))
                },
                Shape.Member("names") {
                    Shape.list("Names", of: name, constraints: Shape.Constraints(maximum: 2))
                },
                Shape.Member("tags") { Shape.map("Tags", key: name, value: colour) },
                Shape.Member("token", isRequired: true, isIdempotencyToken: true) { Shape("Token", .string) },
                Shape.Member("choice") {
                    Shape(
                        "Choice",
                        .structure(
                            Shape.StructureTraits(
                                [Shape.Member("a") { name }, Shape.Member("b") { name }], isUnion: true)))
                },
            ])))

    static func problems(_ members: [String: AWSValue], _ role: ModelValidator.Role = .server) -> [String] {
        var all: [String: AWSValue] = ["name": .string("ok"), "token": .string("t")]
        all.merge(members) { $1 }
        return ModelValidator(role).problems(in: .structure(all), shape: shape).map(\.description)
    }

    @Test("a good value has no problems")
    func good() {
        #expect(
            Self.problems([
                "colour": .string("RED"), "count": .integer(10), "names": .list([.string("ab")]),
                "tags": .map(["ab": .string("BLUE")]), "choice": .structure(["a": .string("ab")]),
            ]) == [])
    }

    @Test(
        "each broken rule names its place and its limit",
        arguments: [
            ("name", .null, "name: is required"), ("name", .string("a"), "name: must have 2 to 5 characters"),
            ("name", .string("A1"), "name: must match ^[a-z]+$"),
            ("colour", .string("GREEN"), "colour: must be one of RED, BLUE"),
            ("count", .integer(0), "count: must be 1 to 10"),
            ("count", .string("1"), "count: is a string, but Count is not"),
            ("names", .list([.string("ab"), .null]), "names[1]: is null, but Name is not"),
            ("names", .list([.string("ab"), .string("ab"), .string("ab")]), "names: must have at most 2 elements"),
            ("tags", .map(["AB": .string("RED")]), "tags.key AB: must match ^[a-z]+$"),
            ("tags", .map(["ab": .string("RAD")]), "tags.ab: must be one of RED, BLUE"),
            ("token", .null, "token: is required"),
            ("choice", .structure([:]), "choice: must have exactly one member of a, b"),
            ("other", .null, "other: is not a member of Thing"),
        ] as [(String, AWSValue, String)])
    func broken(member: String, value: AWSValue, problem: String) {
        #expect(Self.problems([member: value]) == [problem])
    }

    @Test("a client leaves unknown values, patterns and tokens to the service, not lengths")
    func clients() {
        #expect(Self.problems(["colour": .string("GREEN"), "name": .string("A1"), "token": .null], .client) == [])
        #expect(Self.problems(["name": .string("a")], .client) == ["name: must have 2 to 5 characters"])
    }

    @Test("integers must fit 32 bits, longs 64")
    func integers() {
        let integer = Shape("I", .integer)
        let big = AWSValue.integer(1 << 40)
        #expect(ModelValidator(.client).problems(in: big, shape: integer).map(\.problem) == ["must fit 32 bits"])
        #expect(ModelValidator(.client).problems(in: big, shape: Shape("L", .long)).isEmpty)
    }

    @Test("a pattern that Swift cannot read is passed over, and so is text too long to match safely")
    func patterns() {
        let foreign = Shape("P", .string, constraints: Shape.Constraints(pattern: "(?<broken"))
        #expect(ModelValidator(.server).problems(in: .string("a"), shape: foreign).isEmpty)
        let letters = Shape("P", .string, constraints: Shape.Constraints(pattern: "^[a-z]+$"))
        let long = AWSValue.string(String(repeating: "A", count: 5000))
        #expect(ModelValidator(.server).problems(in: long, shape: letters).isEmpty)
    }

    @Test("a pattern is meant for the whole text, anchors or not")
    func wholePatterns() {
        let group = Shape("G", .string, constraints: Shape.Constraints(pattern: #"[\.\-_/#A-Za-z0-9]+"#))
        #expect(ModelValidator(.server).problems(in: .string("/ecs/app"), shape: group).isEmpty)
        #expect(ModelValidator(.server).problems(in: .string("/ecs/my app"), shape: group).count == 1)
    }

    @Test("problems are bounded")
    func bounded() {
        let many = AWSValue.list(Array(repeating: .integer(1), count: 10_000))
        let shape = Shape.list("L", of: Shape("S", .string))
        #expect(ModelValidator(.server).problems(in: many, shape: shape).count == 50)
    }
}
