/// An account, as stored.
struct User: Equatable, Sendable {
    var id: Int64
    var username: String
    var email: String
    var passwordHash: String
    var bio: String?
    var image: String?
}

/// A user as others see one; `following` is seen from whoever asks.
struct Profile: Equatable, Sendable {
    var username: String
    var bio: String?
    var image: String?
    var following: Bool
}

/// An article with everything its answer needs. `body` is nil in lists, which leave it out by specification.
struct Article: Equatable, Sendable {
    var id: Int64
    var slug: String
    var title: String
    var description: String
    var body: String?
    var tags: [String]
    var createdAt: Moment
    var updatedAt: Moment
    var favorited: Bool
    var favoritesCount: Int64
    var author: Profile
}

/// A comment under an article.
struct Comment: Equatable, Sendable {
    var id: Int64
    var body: String
    var createdAt: Moment
    var updatedAt: Moment
    var author: Profile
}

/// Which part of a list is wanted; always within bounds.
struct Page: Equatable, Sendable {
    /// The most articles that one answer carries.
    static let longest = 100
    var limit = 20
    var offset = 0
}

/// Which articles are wanted.
struct ArticleFilter: Equatable, Sendable {
    var tag: String?
    var author: String?
    var favoritedBy: String?
    /// Only authors whom this user follows: the feed.
    var followedBy: Int64?
}
