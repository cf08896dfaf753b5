import AWSRuntime

/// Things of one account in one region that were given: added in order, replaced where one with the same id was there.
final class GivenThings<Thing: Sendable>: Sendable {
    private let stores = ScopedStores<OrderedTable<String, Thing>> { _ in OrderedTable() }
    private let id: @Sendable (Thing) -> String

    init(id: @escaping @Sendable (Thing) -> String) {
        self.id = id
    }

    func take(_ things: [Thing]?, in scope: CloudScope) {
        stores.with(scope) { store in
            for thing in things ?? [] { store[id(thing)] = thing }
        }
    }

    func all(in scope: CloudScope) -> [Thing] {
        stores.with(scope) { $0.all }
    }

    func find(_ wanted: String, in scope: CloudScope) -> Thing? {
        stores.with(scope) { $0[wanted] }
    }

    /// In the order of their ids, as AWS pages.
    func page(
        _ things: [Thing], after token: String?, limit: Int?, badToken: any Error
    ) throws -> (items: [Thing], next: String?) {
        do {
            let page = try Paging.page(
                things.sorted { id($0) < id($1) }, after: token, limit: limit ?? 100, key: id)
            return (Array(page.items), page.next)
        } catch {
            throw badToken
        }
    }
}
