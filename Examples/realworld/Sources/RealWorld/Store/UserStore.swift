/// Accounts and who follows whom.
struct UserStore: Sendable {
    let database: any Database
    let now: @Sendable () -> Moment

    private static let columns = "id, username, email, password_hash, bio, image"

    func find(email: String) async throws -> User? {
        try await database.read { session in
            try session.query("SELECT \(Self.columns) FROM users WHERE email = ?1", [.text(email)]).first.map(Self.user)
        }
    }

    func find(id: Int64) async throws -> User? {
        try await database.read { session in
            try session.query("SELECT \(Self.columns) FROM users WHERE id = ?1", [.integer(id)]).first.map(Self.user)
        }
    }

    /// Makes an account; of many who ask for the same name or address at the same time, one gets it.
    func create(username: String, email: String, passwordHash: String) async throws -> User {
        let now = now()
        return try await database.write { session in
            let row = try session.query(
                """
                INSERT INTO users (username, email, password_hash, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)
                ON CONFLICT DO NOTHING RETURNING \(Self.columns)
                """, [.text(username), .text(email), .text(passwordHash), SQLValue(now)]
            ).first
            guard let row else { throw try Self.taken(session, username: username, email: email, except: -1) }
            return try Self.user(row)
        }
    }

    /// Writes all fields of an account that is there.
    func update(_ user: User) async throws -> User {
        let now = now()
        do {
            return try await database.write { session in
                let row = try session.query(
                    """
                    UPDATE users SET username = ?1, email = ?2, password_hash = ?3, bio = ?4, image = ?5, updated_at = ?6
                    WHERE id = ?7 RETURNING \(Self.columns)
                    """,
                    [
                        .text(user.username), .text(user.email), .text(user.passwordHash), SQLValue(user.bio),
                        SQLValue(user.image), SQLValue(now), .integer(user.id),
                    ]
                ).first
                guard let row else { throw Refusal.unauthorized("this account is gone") }
                return try Self.user(row)
            }
        } catch DatabaseFailure.uniqueViolation {
            throw try await database.read { session in
                try Self.taken(session, username: user.username, email: user.email, except: user.id)
            }
        }
    }

    func profile(username: String, viewer: Int64?) async throws -> Profile {
        try await database.read { session in
            let rows = try session.query(
                """
                SELECT username, bio, image,
                    EXISTS (SELECT 1 FROM follows WHERE follower_id = ?2 AND followed_id = users.id)
                FROM users WHERE username = ?1
                """, [.text(username), .integer(viewer ?? 0)])
            guard let row = rows.first else { throw Refusal.notFound("profile") }
            return try Self.profile(row, from: 0)
        }
    }

    /// Follows or stops following; doing it twice changes nothing.
    func setFollowing(_ follows: Bool, username: String, follower: Int64) async throws -> Profile {
        try await database.write { session in
            let rows = try session.query(
                "SELECT id, username, bio, image FROM users WHERE username = ?1", [.text(username)])
            guard let row = rows.first else { throw Refusal.notFound("profile") }
            let change =
                follows
                ? "INSERT INTO follows (follower_id, followed_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
                : "DELETE FROM follows WHERE follower_id = ?1 AND followed_id = ?2"
            _ = try session.query(change, [.integer(follower), .integer(try row.integer(0))])
            return Profile(
                username: try row.text(1), bio: try row.optionalText(2), image: try row.optionalText(3),
                following: follows)
        }
    }

    /// A profile in four columns: name, bio, image, following.
    static func profile(_ row: Row, from column: Int) throws(DatabaseFailure) -> Profile {
        Profile(
            username: try row.text(column), bio: try row.optionalText(column + 1),
            image: try row.optionalText(column + 2), following: try row.truth(column + 3))
    }

    private static func user(_ row: Row) throws(DatabaseFailure) -> User {
        User(
            id: try row.integer(0), username: try row.text(1), email: try row.text(2), passwordHash: try row.text(3),
            bio: try row.optionalText(4), image: try row.optionalText(5))
    }

    /// Which of the two somebody else has.
    private static func taken(
        _ session: any Session, username: String, email: String, except id: Int64
    ) throws(DatabaseFailure) -> Refusal {
        let rows = try session.query(
            "SELECT username = ?1, email = ?2 FROM users WHERE (username = ?1 OR email = ?2) AND id <> ?3",
            [.text(username), .text(email), .integer(id)])
        var complaints: [String] = []
        for row in rows {
            if try row.truth(0) { complaints.append("username has already been taken") }
            if try row.truth(1) { complaints.append("email has already been taken") }
        }
        return .invalid(
            complaints.isEmpty ? ["username or email has already been taken"] : complaints.sorted().reversed())
    }
}
