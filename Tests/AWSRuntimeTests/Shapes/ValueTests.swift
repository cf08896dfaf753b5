import AWSRuntime
import Testing

@Suite("Values and structures")
struct ValueTests {
    struct Login: AWSStructure {
        var user: String
        var password: String?
        var description: String?
        var at: Timestamp?
        var scores: [Int]?

        init(awsValue: AWSValue) throws(AWSDecodingError) {
            let reader = try StructureReader(awsValue)
            user = try reader.required("user")
            password = try reader.optional("password")
            description = try reader.optional("description")
            at = try reader.optional("at")
            scores = try reader.optional("scores")
        }

        var awsValue: AWSValue {
            var writer = StructureWriter()
            writer.set("user", user)
            writer.set("password", password)
            writer.set("description", description)
            writer.set("at", at)
            writer.set("scores", scores)
            return writer.value
        }

        static let shape: Shape = {
            var builder = StructureShapeBuilder("Login")
            builder.add("user", Shape("User", .string), required: true)
            builder.add("password", Shape("Password", .string, isSensitive: true))
            builder.add("description", Shape("Text", .string))
            builder.add("at", Shape("Time", .timestamp(nil)))
            builder.add("scores", Shape.list("Scores", of: Shape("Score", .integer)))
            return builder.shape
        }()
    }

    static func login() throws -> Login {
        try Login(
            awsValue: .structure([
                "user": .string("ada"), "password": .string("hunter2"), "scores": .list([.integer(1), .null]),
            ]))
    }

    @Test("a secret shows in no description, interpolation, dump or mirror")
    func redaction() throws {
        let login = try Self.login()
        var dumped = ""
        dump([login], to: &dumped)
        let texts = [
            "\(login)", String(describing: login), String(reflecting: [login]), dumped,
            "\(Optional(login) as Any)", "\(Mirror(reflecting: login).children.map { "\($0)" })",
        ]
        for text in texts {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("<redacted>"))
            #expect(text.contains("ada"))
        }
        #expect("\(login)" == "Login(user: \"ada\", password: <redacted>, scores: [1])")
    }

    @Test("what is missing or of another kind is named with its path, without the value")
    func decodingErrors() {
        #expect(throws: AWSDecodingError(path: "user", problem: "is required and missing")) {
            try Login(awsValue: .structure([:]))
        }
        #expect(throws: AWSDecodingError(path: "scores[1]", problem: "is a string, not an integer")) {
            try Login(awsValue: .structure(["user": .string("a"), "scores": .list([.integer(1), .string("x")])]))
        }
        #expect(throws: AWSDecodingError(path: "", problem: "is a list, not a structure")) {
            try Login(awsValue: .list([]))
        }
    }

    @Test("a box holds a structure that contains itself, and compares by content")
    func boxes() {
        struct Node: Hashable {
            @Boxed var next: Node?
            var name: String
        }
        let inner = Node(next: nil, name: "b")
        #expect(Node(next: inner, name: "a") == Node(next: inner, name: "a"))
        #expect(Node(next: inner, name: "a") != Node(next: nil, name: "a"))
    }
}
