/// Comments under articles.
struct CommentStore: Sendable {
    let database: any Database
    let now: @Sendable () -> Moment

    /// More than this many are not answered: the newest are kept.
    static let longestList = 1000

    private static let columns = """
        SELECT c.id, c.body, c.created_at, c.updated_at, u.username, u.bio, u.image,
            EXISTS (SELECT 1 FROM follows w WHERE w.follower_id = ?1 AND w.followed_id = c.author_id)
        FROM comments c JOIN users u ON u.id = c.author_id
        """

    /// All comments of an article, oldest first.
    func list(slug: String, viewer: Int64?) async throws -> [Comment] {
        try await database.read { session in
            let article = try ArticleStore.id(session, slug: slug)
            return try session.query(
                Self.columns + " WHERE c.article_id = ?2 ORDER BY c.id DESC LIMIT \(Self.longestList)",
                [.integer(viewer ?? 0), .integer(article)]
            ).map { row in try Self.comment(row) }.reversed()
        }
    }

    func create(slug: String, body: String, author: Int64) async throws -> Comment {
        let now = now()
        do {
            return try await database.write { session in
                let article = try ArticleStore.id(session, slug: slug)
                let inserted = try session.query(
                    """
                    INSERT INTO comments (article_id, author_id, body, created_at, updated_at)
                    VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id
                    """, [.integer(article), .integer(author), .text(body), SQLValue(now)])
                let id = try inserted.first?.integer(0) ?? 0
                let rows = try session.query(Self.columns + " WHERE c.id = ?2", [.integer(author), .integer(id)])
                guard let row = rows.first else { throw Refusal.notFound("comment") }
                return try Self.comment(row)
            }
        } catch DatabaseFailure.foreignKeyViolation {
            throw Refusal.unauthorized("this account is gone")
        }
    }

    func delete(slug: String, id: Int64, author: Int64) async throws {
        try await database.write { session in
            let article = try ArticleStore.id(session, slug: slug)
            let rows = try session.query(
                "SELECT author_id FROM comments WHERE id = ?1 AND article_id = ?2", [.integer(id), .integer(article)])
            guard let row = rows.first else { throw Refusal.notFound("comment") }
            guard try row.integer(0) == author else { throw Refusal.forbidden("only its author may delete a comment") }
            _ = try session.query("DELETE FROM comments WHERE id = ?1", [.integer(id)])
        }
    }

    private static func comment(_ row: Row) throws -> Comment {
        Comment(
            id: try row.integer(0), body: try row.text(1), createdAt: try row.moment(2), updatedAt: try row.moment(3),
            author: try UserStore.profile(row, from: 4))
    }
}
