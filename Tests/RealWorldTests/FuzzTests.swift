import HTTPTypes
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Bodies nobody should send")
    struct FuzzTests {
        /// Reproducible: the same seed gives the same bodies.
        private struct Generator: RandomNumberGenerator {
            var state: UInt64
            mutating func next() -> UInt64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return state ^ (state >> 29)
            }
        }

        private static let routes: [(HTTPRequest.Method, String)] = [
            (.post, "/api/users"), (.post, "/api/users/login"), (.put, "/api/user"), (.post, "/api/articles"),
            (.put, "/api/articles/talk"), (.post, "/api/articles/talk/comments"),
        ]
        private static let seeds = [
            #"{"user":{"username":"u","email":"u@example.com","password":"12345678","bio":"b","image":null}}"#,
            #"{"article":{"title":"t","description":"d","body":"b","tagList":["x","y"]}}"#,
            #"{"comment":{"body":"hello"}}"#,
        ]
        private static let pieces = [
            "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "\"\\u0000\"", "\"\\ud800\"", "[[[[[[[[", "{\"user\":",
            "\"\u{1F600}\"", ",", ":", "\u{0}", "\\", "'", "; DROP TABLE users", "%00", "\u{FEFF}",
            "9223372036854775808",
        ]

        private static func mutated(_ text: String, using generator: inout Generator) -> String {
            var bytes = Array(text.unicodeScalars)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...9, using: &generator)))
                case 1:
                    bytes.insert(
                        contentsOf: Array((Self.pieces.randomElement(using: &generator) ?? "").unicodeScalars),
                        at: place)
                case 2: bytes.insert(Unicode.Scalar(UInt8.random(in: 0...127, using: &generator)), at: place)
                default:
                    let other = Int.random(in: 0...bytes.count, using: &generator)
                    bytes.insert(contentsOf: Array(bytes[min(place, other)..<max(place, other)].prefix(40)), at: place)
                }
            }
            var result = String.UnicodeScalarView()
            result.append(contentsOf: bytes)
            return String(result)
        }

        @Test("never get a 500", arguments: Backend.available)
        func neverFail(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let token = try await world.register("ann")
                _ = try await world.publish(token, "Talk")
                var generator = Generator(state: 2024)
                for round in 0..<400 {
                    let (method, path) = Self.routes[round % Self.routes.count]
                    let body = Self.mutated(Self.seeds[round / 7 % Self.seeds.count], using: &generator)
                    let answer = try await world.call(method, path, token: token, body)
                    #expect(answer.status < 500, "\(method) \(path) \(body.debugDescription): \(answer.body)")
                    // A mutation may have renamed the article or changed the password: neither matters to the next round.
                }
            }
        }

        @Test(
            "get a 422 that says what is wrong",
            arguments: [
                ("", "body is not JSON"), ("{", "body is not JSON"), ("[]", "body must be an object"),
                ("{}", "user is missing"), (#"{"user":null}"#, "user must not be null"),
                (#"{"user":{"email":5,"password":"x"}}"#, "user.email must be a string"),
                (#"{"user":{"email":"a@b","password":""}}"#, "password can't be blank"),
            ])
        func areExplained(body: String, complaint: String) async throws {
            try await World.with(.sqlite) { world async throws in
                let answer = try await world.call(.post, "/api/users/login", body)
                #expect(answer.status == 422)
                #expect(answer.complaints == [complaint])
            }
        }

        @Test("and paths nobody should ask for are refused politely", arguments: Backend.available)
        func oddPaths(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let token = try await world.register("ann")
                let paths = [
                    "/api/articles/%00", "/api/articles/%ff", "/api/articles/%zz", "/api/articles/%",
                    "/api/profiles/%00",
                    "/api/articles?tag=%00", "/api/articles?author=%ff", "/api/articles?tag=%", "/api/articles/a%2fb",
                    "/api/articles/" + String(repeating: "x", count: 9000), "/api//articles", "/api/articles/..",
                    "/api/articles?limit=1&limit=2&limit=x",
                ]
                for path in paths {
                    let status = try await world.call(.get, path, token: token).status
                    #expect(status < 500, "\(path.prefix(60))")
                }
                #expect(try await world.call(.get, "/api/none").complaints == ["nothing is here"])
            }
        }

        @Test("that are too large get a 413", arguments: Backend.available)
        func tooLarge(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let token = try await world.register("ann")
                let text = String(repeating: "x", count: Bodies.largest)
                let answer = try await world.call(
                    .post, "/api/articles", token: token,
                    #"{"article":{"title":"t","description":"d","body":"\#(text)"}}"#)
                #expect(answer.status == 413)
            }
        }
    }
}
