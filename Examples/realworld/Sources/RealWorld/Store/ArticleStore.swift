/// Articles, their tags and who likes them.
///
/// An answer costs a fixed number of statements, however long its list: one for the articles with author, favorites and
/// following, one for their tags, one for the count.
struct ArticleStore: Sendable {
    let database: any Database
    let surroundings: Surroundings

    /// `?1` is the viewer, 0 for nobody.
    private static func select(body: Bool) -> String {
        """
        SELECT a.id, a.slug, a.title, a.description, a.created_at, a.updated_at,
            EXISTS (SELECT 1 FROM favorites f WHERE f.user_id = ?1 AND f.article_id = a.id),
            (SELECT count(*) FROM favorites f WHERE f.article_id = a.id),
            u.username, u.bio, u.image,
            EXISTS (SELECT 1 FROM follows w WHERE w.follower_id = ?1 AND w.followed_id = a.author_id)\(body ? ", a.body" : "")
        FROM articles a JOIN users u ON u.id = a.author_id
        """
    }

    func list(_ filter: ArticleFilter, _ page: Page, viewer: Int64?) async throws -> (articles: [Article], count: Int64)
    {
        try await database.read { session in
            let (conditions, values) = Self.conditions(filter)
            let viewed: [SQLValue] = [.integer(viewer ?? 0)]
            // The viewer is ?1 in both statements, so that one list of conditions serves them.
            let counted = try session.query(
                "SELECT count(*) FROM articles a WHERE CAST(?1 AS BIGINT) IS NOT NULL\(conditions)", viewed + values)
            let rows = try session.query(
                Self.select(body: false)
                    + " WHERE CAST(?1 AS BIGINT) IS NOT NULL\(conditions) ORDER BY a.created_at DESC, a.id DESC "
                    + "LIMIT ?\(values.count + 2) OFFSET ?\(values.count + 3)",
                viewed + values + [.integer(Int64(page.limit)), .integer(Int64(page.offset))])
            let tags = try Self.tags(session, articles: try rows.map { row in try row.integer(0) })
            let articles = try rows.map { row in try Self.article(row, tags: tags, body: nil) }
            return (articles, try counted.first?.integer(0) ?? 0)
        }
    }

    func find(slug: String, viewer: Int64?) async throws -> Article {
        try await database.read { session in try Self.find(session, slug: slug, viewer: viewer) }
    }

    /// Stores a new article under a slug that nobody has, also when many arrive with one title at the same time.
    func create(title: String, description: String, body: String, tags: [String], author: Int64) async throws -> Article
    {
        let base = Slug.make(fromTitle: title)
        let surroundings = surroundings
        return try await refusingStrangers {
            try await database.write { session in
                for attempt in 0..<8 {
                    let slug = Slug.candidate(base, attempt: attempt, randomBytes: surroundings.randomBytes)
                    let inserted = try session.query(
                        """
                        INSERT INTO articles (slug, title, description, body, author_id, created_at, updated_at)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (slug) DO NOTHING RETURNING id
                        """,
                        [
                            .text(slug), .text(title), .text(description), .text(body), .integer(author),
                            SQLValue(surroundings.now()),
                        ])
                    guard let id = try inserted.first?.integer(0) else { continue }
                    for (position, tag) in tags.enumerated() {
                        _ = try session.query(
                            "INSERT INTO article_tags (article_id, position, tag) VALUES (?1, ?2, ?3)",
                            [.integer(id), .integer(Int64(position)), .text(tag)])
                    }
                    return try Self.find(session, slug: slug, viewer: author)
                }
                throw Refusal.unavailable
            }
        }
    }

    struct Change: Sendable {
        var title: String?
        var description: String?
        var body: String?
    }

    /// Writes what is given; a new title also makes a new slug.
    func update(slug: String, _ change: Change, author: Int64) async throws -> Article {
        for attempt in 0..<8 {
            do {
                return try await update(slug: slug, change, author: author, attempt: attempt)
            } catch DatabaseFailure.uniqueViolation {
                continue
            }
        }
        throw Refusal.unavailable
    }

    private func update(slug: String, _ change: Change, author: Int64, attempt: Int) async throws -> Article {
        let surroundings = surroundings
        return try await database.write { session in
            let (id, title) = try Self.owned(session, slug: slug, by: author)
            var newSlug = slug
            if let wanted = change.title, Slug.make(fromTitle: wanted) != Slug.make(fromTitle: title) {
                newSlug = Slug.candidate(
                    Slug.make(fromTitle: wanted), attempt: attempt, randomBytes: surroundings.randomBytes)
            }
            _ = try session.query(
                """
                UPDATE articles SET slug = ?1, title = coalesce(?2, title), description = coalesce(?3, description),
                    body = coalesce(?4, body), updated_at = ?5 WHERE id = ?6
                """,
                [
                    .text(newSlug), SQLValue(change.title), SQLValue(change.description), SQLValue(change.body),
                    SQLValue(surroundings.now()), .integer(id),
                ])
            return try Self.find(session, slug: newSlug, viewer: author)
        }
    }

    func delete(slug: String, author: Int64) async throws {
        try await database.write { session in
            let (id, _) = try Self.owned(session, slug: slug, by: author)
            _ = try session.query("DELETE FROM articles WHERE id = ?1", [.integer(id)])
        }
    }

    /// Likes or stops liking; doing it twice changes nothing.
    func setFavorite(_ favorite: Bool, slug: String, user: Int64) async throws -> Article {
        try await refusingStrangers {
            try await database.write { session in
                let id = try Self.id(session, slug: slug)
                let change =
                    favorite
                    ? "INSERT INTO favorites (user_id, article_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
                    : "DELETE FROM favorites WHERE user_id = ?1 AND article_id = ?2"
                _ = try session.query(change, [.integer(user), .integer(id)])
                return try Self.find(session, slug: slug, viewer: user)
            }
        }
    }

    /// The tags in use, the most used first.
    func tags() async throws -> [String] {
        try await database.read { session in
            try session.query(
                "SELECT tag FROM article_tags GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 1000"
            ).map { row in try row.text(0) }
        }
    }

    // MARK: Pieces

    static func id(_ session: any Session, slug: String) throws -> Int64 {
        let rows = try session.query("SELECT id FROM articles WHERE slug = ?1", [.text(slug)])
        guard let row = rows.first else { throw Refusal.notFound("article") }
        return try row.integer(0)
    }

    private static func owned(
        _ session: any Session, slug: String, by author: Int64
    ) throws -> (id: Int64, title: String) {
        let rows = try session.query("SELECT id, author_id, title FROM articles WHERE slug = ?1", [.text(slug)])
        guard let row = rows.first else { throw Refusal.notFound("article") }
        guard try row.integer(1) == author else { throw Refusal.forbidden("only its author may change an article") }
        return (try row.integer(0), try row.text(2))
    }

    private static func find(_ session: any Session, slug: String, viewer: Int64?) throws -> Article {
        let rows = try session.query(
            select(body: true) + " WHERE a.slug = ?2", [.integer(viewer ?? 0), .text(slug)])
        guard let row = rows.first else { throw Refusal.notFound("article") }
        let tags = try tags(session, articles: [try row.integer(0)])
        return try article(row, tags: tags, body: try row.text(12))
    }

    /// The tags of many articles in one statement. The list of places is filled up to one of three lengths by repeating
    /// the last number, so that there are three statements to prepare and not a hundred.
    private static func tags(_ session: any Session, articles: [Int64]) throws -> [Int64: [String]] {
        guard let last = articles.last else { return [:] }
        let places = articles.count == 1 ? 1 : articles.count <= 20 ? 20 : Page.longest
        let filled = articles + Array(repeating: last, count: places - articles.count)
        let marks = (1...places).map { "?\($0)" }.joined(separator: ", ")
        let rows = try session.query(
            "SELECT article_id, tag FROM article_tags WHERE article_id IN (\(marks)) ORDER BY article_id, position",
            filled.map(SQLValue.integer))
        var tags: [Int64: [String]] = [:]
        for row in rows { tags[try row.integer(0), default: []].append(try row.text(1)) }
        return tags
    }

    private static func article(_ row: Row, tags: [Int64: [String]], body: String?) throws -> Article {
        Article(
            id: try row.integer(0), slug: try row.text(1), title: try row.text(2), description: try row.text(3),
            body: body, tags: tags[try row.integer(0)] ?? [], createdAt: try row.moment(4),
            updatedAt: try row.moment(5),
            favorited: try row.truth(6), favoritesCount: try row.integer(7),
            author: try UserStore.profile(row, from: 8))
    }

    /// Conditions on `a`, their values from `?2` on.
    private static func conditions(_ filter: ArticleFilter) -> (sql: String, values: [SQLValue]) {
        var sql = ""
        var values: [SQLValue] = []
        func add(_ condition: String, _ value: SQLValue) {
            values.append(value)
            sql += " AND \(condition)?\(values.count + 1))"
        }
        if let tag = filter.tag { add("a.id IN (SELECT article_id FROM article_tags WHERE tag = ", .text(tag)) }
        if let author = filter.author { add("a.author_id = (SELECT id FROM users WHERE username = ", .text(author)) }
        if let name = filter.favoritedBy {
            add(
                "a.id IN (SELECT f.article_id FROM favorites f JOIN users l ON l.id = f.user_id WHERE l.username = ",
                .text(name))
        }
        if let follower = filter.followedBy {
            add("a.author_id IN (SELECT followed_id FROM follows WHERE follower_id = ", .integer(follower))
        }
        return (sql, values)
    }

    /// A token outlives its account: then there is nobody to write under that name.
    private func refusingStrangers<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch DatabaseFailure.foreignKeyViolation {
            throw Refusal.unauthorized("this account is gone")
        }
    }
}
