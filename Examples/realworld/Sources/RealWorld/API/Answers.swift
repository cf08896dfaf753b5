import HTTPTypes
import Hummingbird
import NIOCore

/// The specification's answers.
enum Answers {
    static func user(_ user: User, token: String) -> JSON {
        [
            "user": [
                "email": .text(user.email), "token": .text(token), "username": .text(user.username),
                "bio": JSON(user.bio), "image": JSON(user.image),
            ]
        ]
    }

    static func profile(_ profile: Profile) -> JSON {
        [
            "username": .text(profile.username), "bio": JSON(profile.bio), "image": JSON(profile.image),
            "following": .truth(profile.following),
        ]
    }

    /// Lists leave the body out, as the specification says since 2024-08-16.
    static func article(_ article: Article) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "slug", value: .text(article.slug)), .init(name: "title", value: .text(article.title)),
            .init(name: "description", value: .text(article.description)),
        ]
        if let body = article.body { members.append(.init(name: "body", value: .text(body))) }
        members += [
            .init(name: "tagList", value: .list(article.tags.map(JSON.text))),
            .init(name: "createdAt", value: .text(article.createdAt.iso8601)),
            .init(name: "updatedAt", value: .text(article.updatedAt.iso8601)),
            .init(name: "favorited", value: .truth(article.favorited)),
            .init(name: "favoritesCount", value: .integer(article.favoritesCount)),
            .init(name: "author", value: profile(article.author)),
        ]
        return .object(members)
    }

    static func comment(_ comment: Comment) -> JSON {
        [
            "id": .integer(comment.id), "createdAt": .text(comment.createdAt.iso8601),
            "updatedAt": .text(comment.updatedAt.iso8601), "body": .text(comment.body),
            "author": profile(comment.author),
        ]
    }

    static func errors(_ messages: [String]) -> JSON { ["errors": ["body": .list(messages.map(JSON.text))]] }
}

extension JSON: ResponseGenerator {
    func response(from request: Request, context: some RequestContext) -> Response { response(.ok) }

    func response(_ status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Refusal {
    var response: Response {
        switch self {
        case .invalid(let complaints): Answers.errors(complaints).response(.unprocessableContent)
        case .unauthorized(let why):
            Answers.errors([why]).response(.unauthorized, headers: [.wwwAuthenticate: "Token"])
        case .forbidden(let why): Answers.errors([why]).response(.forbidden)
        case .notFound(let what): Answers.errors(["\(what) not found"]).response(.notFound)
        case .tooLarge(let limit):
            Answers.errors(["body is too large (\(limit) bytes at most)"]).response(.contentTooLarge)
        case .unavailable:
            Answers.errors(["the database is busy or away, try again"])
                .response(.serviceUnavailable, headers: [.retryAfter: "1"])
        }
    }
}
