/// One numbered step of the schema. Written once for both databases: `{identity}` stands for a self-numbering key.
///
/// A migration that has been released is never edited; the checksum kept beside its number says when one was.
struct Migration: Sendable {
    var number: Int64
    var name: String
    var statements: [String]

    /// FNV-1a over the statements: notices edits, is no defence against anybody.
    var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in statements.joined(separator: ";").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }

    func sql(_ dialect: Dialect) -> [String] {
        statements.map { statement in
            var pieces: [Substring] = []
            var rest = statement[...]
            while let mark = rest.firstIndex(of: "{"), rest[mark...].hasPrefix("{identity}") {
                pieces += [rest[..<mark], dialect.identity[...]]
                rest = rest[rest.index(mark, offsetBy: "{identity}".count)...]
            }
            return pieces.joined() + rest
        }
    }
}

extension Migration {
    /// The schema's history, oldest first.
    static let all: [Migration] = [
        Migration(
            number: 1, name: "users-and-follows",
            statements: [
                """
                CREATE TABLE users (
                    id {identity},
                    username TEXT NOT NULL UNIQUE,
                    email TEXT NOT NULL UNIQUE,
                    password_hash TEXT NOT NULL,
                    bio TEXT,
                    image TEXT,
                    created_at BIGINT NOT NULL,
                    updated_at BIGINT NOT NULL
                )
                """,
                """
                CREATE TABLE follows (
                    follower_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    followed_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    PRIMARY KEY (follower_id, followed_id)
                )
                """,
                "CREATE INDEX follows_by_followed ON follows (followed_id)",
            ]),
        Migration(
            number: 2, name: "articles",
            statements: [
                """
                CREATE TABLE articles (
                    id {identity},
                    slug TEXT NOT NULL UNIQUE,
                    title TEXT NOT NULL,
                    description TEXT NOT NULL,
                    body TEXT NOT NULL,
                    author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    created_at BIGINT NOT NULL,
                    updated_at BIGINT NOT NULL
                )
                """,
                "CREATE INDEX articles_newest ON articles (created_at DESC, id DESC)",
                "CREATE INDEX articles_newest_by_author ON articles (author_id, created_at DESC, id DESC)",
                """
                CREATE TABLE article_tags (
                    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                    position BIGINT NOT NULL,
                    tag TEXT NOT NULL,
                    PRIMARY KEY (article_id, position)
                )
                """,
                "CREATE INDEX article_tags_by_tag ON article_tags (tag, article_id)",
            ]),
        Migration(
            number: 3, name: "comments-and-favorites",
            statements: [
                """
                CREATE TABLE comments (
                    id {identity},
                    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                    author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    body TEXT NOT NULL,
                    created_at BIGINT NOT NULL,
                    updated_at BIGINT NOT NULL
                )
                """,
                "CREATE INDEX comments_by_article ON comments (article_id, id)",
                "CREATE INDEX comments_by_author ON comments (author_id)",
                """
                CREATE TABLE favorites (
                    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                    PRIMARY KEY (user_id, article_id)
                )
                """,
                "CREATE INDEX favorites_by_article ON favorites (article_id)",
            ]),
    ]
}
