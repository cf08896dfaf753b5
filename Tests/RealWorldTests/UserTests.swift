import HTTPTypes
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Users")
    struct UserTests {
        @Test("registers, logs in and shows the current user in the specification's form", arguments: Backend.available)
        func registersAndLogsIn(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let registered = try await world.call(
                    .post, "/api/users",
                    #"{"user":{"username":"Jacob","email":"Jake@Jake.jake","password":"jakejake"}}"#)
                #expect(registered.status == 201)
                #expect(registered.headers[.contentType] == "application/json; charset=utf-8")
                #expect(registered["user"]?.keys == ["username", "email", "bio", "image", "token"])
                #expect(registered["user"]?["bio"] == .null)
                let login = try await world.call(
                    .post, "/api/users/login", #"{"user":{"email":"jake@jake.jake","password":"jakejake"}}"#)
                #expect(login.status == 200)
                #expect(login["user"]?["username"] == "Jacob")
                let token = try #require(login["user"]?["token"]?.text)
                let current = try await world.call(.get, "/api/user", token: token)
                #expect(current.status == 200)
                #expect(current["user"]?["email"] == "jake@jake.jake")
            }
        }

        @Test("names every complaint about a registration at once", arguments: Backend.available)
        func complains(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let empty = try await world.call(.post, "/api/users", #"{"user":{"username":" ","email":"x"}}"#)
                #expect(empty.status == 422)
                #expect(
                    empty.complaints == ["username can't be blank", "email is invalid", "password can't be blank"])
                _ = try await world.register("ann")
                let taken = try await world.call(
                    .post, "/api/users",
                    #"{"user":{"username":"ann","email":"ANN@example.com","password":"12345678"}}"#)
                #expect(taken.status == 422)
                #expect(
                    taken.complaints == ["username has already been taken", "email has already been taken"])
            }
        }

        @Test("refuses a wrong password and an unknown address alike", arguments: Backend.available)
        func refusesWrongPassword(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                _ = try await world.register("ann")
                let wrong = try await world.call(
                    .post, "/api/users/login", #"{"user":{"email":"ann@example.com","password":"wrong horse"}}"#)
                let unknown = try await world.call(
                    .post, "/api/users/login", #"{"user":{"email":"bob@example.com","password":"wrong horse"}}"#)
                #expect(wrong.status == 401)
                #expect(unknown.status == 401)
                #expect(wrong.body == unknown.body)
            }
        }

        @Test("changes what is given and leaves the rest", arguments: Backend.available)
        func updates(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let token = try await world.register("ann")
                _ = try await world.register("bob")
                let changed = try await world.call(
                    .put, "/api/user", token: token,
                    #"{"user":{"bio":"I skate","image":"https://example.com/a.png","password":"another horse"}}"#)
                #expect(changed.status == 200)
                #expect(changed["user"]?["bio"] == "I skate")
                #expect(changed["user"]?["username"] == "ann")
                let cleared = try await world.call(
                    .put, "/api/user", token: token, #"{"user":{"bio":null,"image":""}}"#)
                #expect(cleared["user"]?["bio"] == .null)
                #expect(cleared["user"]?["image"] == .null)
                let login = try await world.call(
                    .post, "/api/users/login", #"{"user":{"email":"ann@example.com","password":"another horse"}}"#)
                #expect(login.status == 200)
                let taken = try await world.call(.put, "/api/user", token: token, #"{"user":{"username":"bob"}}"#)
                #expect(taken.status == 422)
                #expect(taken.complaints == ["username has already been taken"])
                let blank = try await world.call(.put, "/api/user", token: token, #"{"user":{"email":""}}"#)
                #expect(blank.status == 422)
            }
        }

        @Test("answers 401 without a token, with a broken one and with another secret's", arguments: Backend.available)
        func refusesTokens(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                _ = try await world.register("ann")
                let foreign = try await Tokens(secret: String(repeating: "x", count: 32), now: Surroundings.real.now)
                    .make(for: 1)
                let expired = try await Tokens(
                    secret: String(repeating: "s", count: 32), now: { Moment(milliseconds: 1_000_000) }
                ).make(for: 1)
                let stranger = try await Tokens(secret: String(repeating: "s", count: 32), now: Surroundings.real.now)
                    .make(for: 999)
                #expect(try await world.call(.get, "/api/user").status == 401)
                for token in ["", "abc", "a.b.c", foreign, expired, stranger] {
                    #expect(try await world.call(.get, "/api/user", token: token).status == 401)
                }
                // An optional token that is wrong is refused, too.
                #expect(try await world.call(.get, "/api/articles", token: foreign).status == 401)
                let bearer = try await Tokens(secret: String(repeating: "s", count: 32), now: Surroundings.real.now)
                    .make(for: 1)
                let answer = try await world.call(.get, "/api/user", headers: [.authorization: "Bearer \(bearer)"])
                #expect(answer.status == 200)
                #expect(
                    try await world.call(
                        .post, "/api/articles", token: stranger,
                        #"{"article":{"title":"t","description":"d","body":"b"}}"#
                    ).status == 401)
            }
        }

        @Test("shows, follows and unfollows profiles", arguments: Backend.available)
        func follows(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                _ = try await world.register("bob")
                let before = try await world.call(.get, "/api/profiles/bob", token: ann)
                #expect(before.status == 200)
                #expect(before["profile"]?.keys == ["username", "bio", "image", "following"])
                #expect(before["profile"]?["following"] == false)
                for _ in 0..<2 {
                    let followed = try await world.call(.post, "/api/profiles/bob/follow", token: ann)
                    #expect(followed.status == 200)
                    #expect(followed["profile"]?["following"] == true)
                }
                #expect(try await world.call(.get, "/api/profiles/bob", token: ann)["profile"]?["following"] == true)
                #expect(try await world.call(.get, "/api/profiles/bob")["profile"]?["following"] == false)
                let unfollowed = try await world.call(.delete, "/api/profiles/bob/follow", token: ann)
                #expect(unfollowed["profile"]?["following"] == false)
                #expect(try await world.call(.get, "/api/profiles/nobody").status == 404)
                #expect(try await world.call(.post, "/api/profiles/nobody/follow", token: ann).status == 404)
                #expect(try await world.call(.post, "/api/profiles/bob/follow").status == 401)
            }
        }

        @Test("gives one name to one of a hundred who ask for it at the same time", arguments: Backend.available)
        func oneWins(backend: Backend) async throws {
            try await World.with(backend, { $0.databaseConnections = 8 }) { world async throws in
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            try await world.call(
                                .post, "/api/users",
                                #"{"user":{"username":"only","email":"n\#(number)@example.com","password":"12345678"}}"#
                            ).status
                        }
                    }
                    return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
                }
                #expect(statuses == [201: 1, 422: 99])
            }
        }
    }
}
