import Hummingbird

/// Articles, favorites and tags.
struct ArticleRoutes: Sendable {
    let articles: ArticleStore
    let tokens: Tokens

    func add(to group: RouterGroup<APIContext>) {
        group.get("articles", use: list)
        group.get("articles/feed", use: feed)
        group.post("articles", use: create)
        group.get("articles/{slug}", use: read)
        group.put("articles/{slug}", use: update)
        group.delete("articles/{slug}", use: delete)
        group.post("articles/{slug}/favorite") { try await favorite(true, $0, $1) }
        group.delete("articles/{slug}/favorite") { try await favorite(false, $0, $1) }
        group.get("tags", use: tags)
    }

    @Sendable func list(_ request: Request, _ context: APIContext) async throws -> JSON {
        let viewer = try await tokens.viewer(request)
        let query = request.uri.queryParameters
        let filter = ArticleFilter(
            tag: query.get("tag"), author: query.get("author"), favoritedBy: query.get("favorited"))
        return answer(try await articles.list(filter, try request.page(), viewer: viewer))
    }

    @Sendable func feed(_ request: Request, _ context: APIContext) async throws -> JSON {
        let viewer = try await tokens.user(request)
        return answer(
            try await articles.list(ArticleFilter(followedBy: viewer), try request.page(), viewer: viewer))
    }

    @Sendable func create(_ request: Request, _ context: APIContext) async throws -> Response {
        let author = try await tokens.user(request)
        let body = try await Bodies.decode(Bodies.NewArticle.self, request).article
        var rules = Rules()
        let title = rules.required(body.title, "title")
        let description = rules.required(body.description, "description", longest: 1000)
        let text = rules.required(body.body, "body", longest: Rules.longText, trimmed: false)
        let tags = rules.tags(body.tagList)
        try rules.orRefuse()
        let article = try await articles.create(
            title: title, description: description, body: text, tags: tags, author: author)
        return answer(article).response(.created)
    }

    @Sendable func read(_ request: Request, _ context: APIContext) async throws -> JSON {
        let viewer = try await tokens.viewer(request)
        return answer(try await articles.find(slug: try request.slug(context), viewer: viewer))
    }

    @Sendable func update(_ request: Request, _ context: APIContext) async throws -> JSON {
        let author = try await tokens.user(request)
        let body = try await Bodies.decode(Bodies.ArticleChange.self, request).article
        var rules = Rules()
        let change = ArticleStore.Change(
            title: rules.optional(body.title, "title"),
            description: rules.optional(body.description, "description", longest: 1000),
            body: rules.optional(body.body, "body", longest: Rules.longText, trimmed: false))
        try rules.orRefuse()
        return answer(try await articles.update(slug: try request.slug(context), change, author: author))
    }

    @Sendable func delete(_ request: Request, _ context: APIContext) async throws -> Response {
        let author = try await tokens.user(request)
        try await articles.delete(slug: try request.slug(context), author: author)
        return Response(status: .noContent)
    }

    @Sendable func tags(_ request: Request, _ context: APIContext) async throws -> JSON {
        ["tags": .list(try await articles.tags().map(JSON.text))]
    }

    private func favorite(_ favorite: Bool, _ request: Request, _ context: APIContext) async throws -> JSON {
        let user = try await tokens.user(request)
        return answer(try await articles.setFavorite(favorite, slug: try request.slug(context), user: user))
    }

    private func answer(_ article: Article) -> JSON { ["article": Answers.article(article)] }

    private func answer(_ found: (articles: [Article], count: Int64)) -> JSON {
        ["articles": .list(found.articles.map(Answers.article)), "articlesCount": .integer(found.count)]
    }
}

extension Request {
    func slug(_ context: APIContext) throws(Refusal) -> String {
        guard let slug = parameter("slug", context) else { throw .notFound("article") }
        return slug
    }
}
