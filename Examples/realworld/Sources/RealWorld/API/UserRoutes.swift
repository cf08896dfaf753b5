import Hummingbird

/// Accounts and profiles.
struct UserRoutes: Sendable {
    let users: UserStore
    let passwords: Passwords
    let tokens: Tokens

    func add(to group: RouterGroup<APIContext>) {
        group.post("users", use: register)
        group.post("users/login", use: login)
        group.get("user", use: current)
        group.put("user", use: update)
        group.get("profiles/{username}", use: profile)
        group.post("profiles/{username}/follow") { try await follow(true, $0, $1) }
        group.delete("profiles/{username}/follow") { try await follow(false, $0, $1) }
    }

    @Sendable func register(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await Bodies.decode(Bodies.Registration.self, request).user
        var rules = Rules()
        let username = rules.required(body.username, "username")
        let email = rules.email(body.email)
        let password = rules.password(body.password)
        try rules.orRefuse()
        let user = try await users.create(
            username: username, email: email, passwordHash: try await passwords.hash(password))
        return try await answer(user).response(.created)
    }

    @Sendable func login(_ request: Request, _ context: APIContext) async throws -> JSON {
        let body = try await Bodies.decode(Bodies.Login.self, request).user
        var rules = Rules()
        let email = rules.required(body.email, "email")
        let password = rules.required(body.password, "password", trimmed: false)
        try rules.orRefuse()
        let user = try await users.find(email: email.lowercased())
        guard try await passwords.check(password, against: user?.passwordHash), let user else {
            throw Refusal.unauthorized("email or password is invalid")
        }
        return try await answer(user)
    }

    @Sendable func current(_ request: Request, _ context: APIContext) async throws -> JSON {
        try await answer(try await stored(tokens.user(request)))
    }

    @Sendable func update(_ request: Request, _ context: APIContext) async throws -> JSON {
        var user = try await stored(tokens.user(request))
        let body = try await Bodies.decode(Bodies.UserChange.self, request).user
        var rules = Rules()
        if let username = rules.optional(body.username, "username") { user.username = username }
        if body.email != nil { user.email = rules.email(body.email) }
        let password = body.password.map { rules.password($0) }
        // An empty text takes the field away, as null does.
        if let bio = body.bio { user.bio = rules.free(bio, "bio", longest: 10_000).flatMap { $0.isEmpty ? nil : $0 } }
        if let image = body.image {
            user.image = rules.free(image, "image", longest: 2000).flatMap { $0.isEmpty ? nil : $0 }
        }
        try rules.orRefuse()
        if let password { user.passwordHash = try await passwords.hash(password) }
        return try await answer(try await users.update(user))
    }

    @Sendable func profile(_ request: Request, _ context: APIContext) async throws -> JSON {
        let viewer = try await tokens.viewer(request)
        let profile = try await users.profile(username: try name(request, context), viewer: viewer)
        return ["profile": Answers.profile(profile)]
    }

    private func follow(_ follows: Bool, _ request: Request, _ context: APIContext) async throws -> JSON {
        // The token may outlive its account: nobody is followed by nobody.
        let follower = try await stored(tokens.user(request))
        let username = try name(request, context)
        if follows, username == follower.username { throw Refusal.invalid(["nobody can follow themselves"]) }
        let profile = try await users.setFollowing(follows, username: username, follower: follower.id)
        return ["profile": Answers.profile(profile)]
    }

    private func name(_ request: Request, _ context: APIContext) throws(Refusal) -> String {
        guard let name = request.parameter("username", context) else { throw .notFound("profile") }
        return name
    }

    private func stored(_ id: Int64) async throws -> User {
        guard let user = try await users.find(id: id) else { throw Refusal.unauthorized("this account is gone") }
        return user
    }

    private func answer(_ user: User) async throws -> JSON {
        Answers.user(user, token: try await tokens.make(for: user.id))
    }
}
