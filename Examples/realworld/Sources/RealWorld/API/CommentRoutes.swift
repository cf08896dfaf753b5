import Hummingbird

/// Comments under articles.
struct CommentRoutes: Sendable {
    let comments: CommentStore
    let tokens: Tokens

    func add(to group: RouterGroup<APIContext>) {
        group.get("articles/{slug}/comments", use: list)
        group.post("articles/{slug}/comments", use: create)
        group.delete("articles/{slug}/comments/{id}", use: delete)
    }

    @Sendable func list(_ request: Request, _ context: APIContext) async throws -> JSON {
        let viewer = try await tokens.viewer(request)
        let found = try await comments.list(slug: try request.slug(context), viewer: viewer)
        return ["comments": .list(found.map(Answers.comment))]
    }

    @Sendable func create(_ request: Request, _ context: APIContext) async throws -> JSON {
        let author = try await tokens.user(request)
        let body = try await Bodies.decode(Bodies.NewComment.self, request).comment
        var rules = Rules()
        let text = rules.required(body.body, "body", longest: Rules.longText, trimmed: false)
        try rules.orRefuse()
        let comment = try await comments.create(slug: try request.slug(context), body: text, author: author)
        return ["comment": Answers.comment(comment)]
    }

    @Sendable func delete(_ request: Request, _ context: APIContext) async throws -> Response {
        let author = try await tokens.user(request)
        guard let id = request.parameter("id", context).flatMap({ Int64($0) }) else {
            throw Refusal.notFound("comment")
        }
        try await comments.delete(slug: try request.slug(context), id: id, author: author)
        return Response(status: .noContent)
    }
}
