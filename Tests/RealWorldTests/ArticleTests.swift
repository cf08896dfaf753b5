import HTTPTypes
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Articles")
    struct ArticleTests {
        private static let whole: Set<String> = [
            "slug", "title", "description", "body", "tagList", "createdAt", "updatedAt", "favorited", "favoritesCount",
            "author",
        ]

        @Test("creates, reads, changes and deletes an article", arguments: Backend.available)
        func lives(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                let created = try await world.call(
                    .post, "/api/articles", token: ann,
                    #"{"article":{"title":"How to train your dragon","description":"Ever wonder how?","#
                        + #""body":"You have to believe","tagList":["dragons","training","dragons"]}}"#)
                #expect(created.status == 201)
                #expect(created["article"]?.keys == Self.whole)
                #expect(created["article"]?["slug"] == "how-to-train-your-dragon")
                #expect(created["article"]?["tagList"] == ["dragons", "training"])
                #expect(created["article"]?["favoritesCount"] == 0)
                #expect(created["article"]?["author"]?["username"] == "ann")
                let read = try await world.call(.get, "/api/articles/how-to-train-your-dragon")
                #expect(read.status == 200)
                #expect(read.body == created.body)
                let changed = try await world.call(
                    .put, "/api/articles/how-to-train-your-dragon", token: ann,
                    #"{"article":{"title":"Did you train it?"}}"#)
                #expect(changed.status == 200)
                #expect(changed["article"]?["slug"] == "did-you-train-it")
                #expect(changed["article"]?["body"] == "You have to believe")
                #expect(try await world.call(.get, "/api/articles/how-to-train-your-dragon").status == 404)
                let deleted = try await world.call(.delete, "/api/articles/did-you-train-it", token: ann)
                #expect(deleted.status == 204)
                #expect(deleted.body.isEmpty)
                let gone = try await world.call(.get, "/api/articles/did-you-train-it")
                #expect(gone.status == 404)
                #expect(gone.complaints == ["article not found"])
            }
        }

        @Test("lets only the author change an article", arguments: Backend.available)
        func belongs(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                let bob = try await world.register("bob")
                let slug = try await world.publish(ann, "Mine")
                let change = #"{"article":{"body":"yours"}}"#
                #expect(try await world.call(.put, "/api/articles/\(slug)", token: bob, change).status == 403)
                #expect(try await world.call(.delete, "/api/articles/\(slug)", token: bob).status == 403)
                #expect(try await world.call(.put, "/api/articles/\(slug)", change).status == 401)
                #expect(try await world.call(.put, "/api/articles/none", token: bob, change).status == 404)
                #expect(try await world.call(.delete, "/api/articles/none", token: bob).status == 404)
            }
        }

        @Test("lists by tag, author and favorites, newest first, page by page", arguments: Backend.available)
        func lists(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                let bob = try await world.register("bob")
                for number in 1...5 {
                    _ = try await world.publish(ann, "Ann \(number)", tags: ["even\(number % 2)", "all"])
                }
                let slug = try await world.publish(bob, "Bob", tags: ["all"])
                let liked = try await world.call(.post, "/api/articles/\(slug)/favorite", token: ann)
                #expect(liked.status == 200)
                #expect(liked["article"]?["favorited"] == true)
                #expect(liked["article"]?["favoritesCount"] == 1)
                let all = try await world.call(.get, "/api/articles")
                #expect(all["articlesCount"] == 6)
                #expect(all["articles"]?[0]?.keys == Self.whole.subtracting(["body"]))
                #expect(all["articles"]?[0]?["favoritesCount"] == 1)
                #expect(all["articles"]?[0]?["favorited"] == false)
                #expect(
                    try await world.titles("/api/articles") == ["Bob", "Ann 5", "Ann 4", "Ann 3", "Ann 2", "Ann 1"])
                #expect(try await world.titles("/api/articles?limit=2&offset=1") == ["Ann 5", "Ann 4"])
                #expect(try await world.titles("/api/articles?tag=even0") == ["Ann 4", "Ann 2"])
                #expect(try await world.titles("/api/articles?author=bob") == ["Bob"])
                #expect(try await world.titles("/api/articles?favorited=ann") == ["Bob"])
                #expect(try await world.titles("/api/articles?favorited=ann&author=ann").isEmpty)
                #expect(try await world.titles("/api/articles?tag=all&author=ann&limit=1") == ["Ann 5"])
                #expect(try await world.titles("/api/articles?author=nobody").isEmpty)
                let unliked = try await world.call(.delete, "/api/articles/\(slug)/favorite", token: ann)
                #expect(unliked["article"]?["favoritesCount"] == 0)
                #expect(try await world.call(.post, "/api/articles/none/favorite", token: ann).status == 404)
                let tags = try await world.call(.get, "/api/tags")
                #expect(tags["tags"] == ["all", "even1", "even0"])
            }
        }

        @Test("feeds what followed authors write, and only that", arguments: Backend.available)
        func feeds(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                let bob = try await world.register("bob")
                let eve = try await world.register("eve")
                for number in 1...3 { _ = try await world.publish(bob, "Bob \(number)") }
                _ = try await world.publish(eve, "Eve")
                #expect(try await world.titles("/api/articles/feed", token: ann).isEmpty)
                _ = try await world.call(.post, "/api/profiles/bob/follow", token: ann)
                #expect(try await world.titles("/api/articles/feed", token: ann) == ["Bob 3", "Bob 2", "Bob 1"])
                #expect(try await world.titles("/api/articles/feed?limit=1&offset=1", token: ann) == ["Bob 2"])
                let feed = try await world.call(.get, "/api/articles/feed", token: ann)
                #expect(feed["articlesCount"] == 3)
                #expect(feed["articles"]?[0]?["author"]?["following"] == true)
                #expect(try await world.call(.get, "/api/articles/feed").status == 401)
            }
        }

        @Test("refuses pages that are none", arguments: Backend.available)
        func refusesPages(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                for query in ["limit=0", "limit=-1", "limit=x", "offset=-1", "offset=99999999999999999999", "limit="] {
                    #expect(try await world.call(.get, "/api/articles?\(query)").status == 422, "\(query)")
                }
                #expect(try await world.call(.get, "/api/articles?limit=100000").status == 200)
            }
        }

        @Test("gives fifty articles of one title fifty slugs, also at the same time", arguments: Backend.available)
        func slugsStayUnique(backend: Backend) async throws {
            try await World.with(backend, { $0.databaseConnections = 8 }) { world async throws in
                let token = try await world.register("ann")
                let slugs = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<50 { group.addTask { try await world.publish(token, "Same title") } }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(slugs.count == 50)
                #expect(slugs.contains("same-title"))
                let other = try await world.publish(token, "Other title")
                let moved = try await world.call(
                    .put, "/api/articles/\(other)", token: token, #"{"article":{"title":"Same title"}}"#)
                #expect(moved.status == 200)
                #expect(moved["article"]?["slug"]?.text?.hasPrefix("same-title-") == true)
            }
        }

        @Test("comments, and deletes only one's own", arguments: Backend.available)
        func comments(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let ann = try await world.register("ann")
                let bob = try await world.register("bob")
                let slug = try await world.publish(ann, "Talk")
                let first = try await world.call(
                    .post, "/api/articles/\(slug)/comments", token: bob,
                    #"{"comment":{"body":"His name was my name too."}}"#)
                #expect(first.status == 200)
                #expect(first["comment"]?.keys == ["id", "createdAt", "updatedAt", "body", "author"])
                _ = try await world.call(
                    .post, "/api/articles/\(slug)/comments", token: ann, #"{"comment":{"body":"Second"}}"#)
                let list = try await world.call(.get, "/api/articles/\(slug)/comments")
                #expect(
                    list["comments"]?.list.compactMap { $0["body"]?.text } == ["His name was my name too.", "Second"])
                let id = try #require(first["comment"]?["id"])
                guard case .number(let number) = id else { return wrong("id is no number") }
                let path = "/api/articles/\(slug)/comments/\(Int(number))"
                #expect(try await world.call(.delete, path, token: ann).status == 403)
                #expect(try await world.call(.delete, path).status == 401)
                #expect(try await world.call(.delete, path, token: bob).status == 204)
                #expect(try await world.call(.delete, path, token: bob).status == 404)
                #expect(try await world.call(.delete, "/api/articles/\(slug)/comments/x", token: bob).status == 404)
                #expect(try await world.call(.get, "/api/articles/none/comments").status == 404)
                let blank = try await world.call(
                    .post, "/api/articles/\(slug)/comments", token: bob, #"{"comment":{"body":""}}"#)
                #expect(blank.status == 422)
                #expect(blank.complaints == ["body can't be blank"])
            }
        }

        @Test("costs as many statements for a list of twenty as for a list of two")
        func asksOncePerList() async throws {
            let counting = CountingDatabase(try SQLiteDatabase(path: ":memory:"))
            _ = try await Migrator(now: Surroundings.real.now).run(on: counting)
            let users = UserStore(database: counting, now: Surroundings.real.now)
            let articles = ArticleStore(database: counting, surroundings: .real)
            let author = try await users.create(username: "ann", email: "a@example.com", passwordHash: "")
            for number in 0..<20 {
                _ = try await articles.create(
                    title: "Title \(number)", description: "d", body: "b", tags: ["one", "two"], author: author.id)
            }
            var costs: [Int] = []
            for limit in [2, 20] {
                counting.reset()
                let found = try await articles.list(ArticleFilter(), Page(limit: limit, offset: 0), viewer: author.id)
                #expect(found.articles.count == limit)
                #expect(found.articles.allSatisfy { $0.tags == ["one", "two"] })
                costs.append(counting.statements.count)
            }
            #expect(costs == [3, 3])
        }

        @Test("reads lists through indexes: no table is read from end to end")
        func usesIndexes() async throws {
            let counting = CountingDatabase(try SQLiteDatabase(path: ":memory:"))
            _ = try await Migrator(now: Surroundings.real.now).run(on: counting)
            let articles = ArticleStore(database: counting, surroundings: .real)
            let comments = CommentStore(database: counting, now: Surroundings.real.now)
            let users = UserStore(database: counting, now: Surroundings.real.now)
            let author = try await users.create(username: "ann", email: "a@example.com", passwordHash: "")
            let article = try await articles.create(
                title: "Title", description: "d", body: "b", tags: ["one"], author: author.id)
            counting.reset()
            for filter in [ArticleFilter(), ArticleFilter(author: "ann"), ArticleFilter(tag: "one")] {
                _ = try await articles.list(filter, Page(), viewer: author.id)
            }
            _ = try await comments.list(slug: article.slug, viewer: nil)
            _ = try await users.find(email: "a@example.com")
            for statement in counting.statements where !statement.sql.contains("count(*) FROM articles") {
                let plan = try await counting.read { session in
                    try session.query("EXPLAIN QUERY PLAN " + statement.sql, statement.values).map { try $0.text(3) }
                }
                // What one tag has is found through its index and then sorted; everything else comes sorted.
                let sorts = plan.contains { $0.contains("TEMP B-TREE") } && !statement.sql.contains("WHERE tag = ")
                #expect(!sorts, "\(statement.sql): \(plan)")
                #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.contains("INDEX") }, "\(statement.sql): \(plan)")
            }
        }
    }
}
