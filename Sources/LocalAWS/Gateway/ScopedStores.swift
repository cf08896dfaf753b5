import Synchronization

/// One store for each account and region, made when it is first asked for and changed by one call at a time.
package final class ScopedStores<Store: Sendable>: Sendable {
    private let stores = Mutex<[CloudScope: Store]>([:])
    private let make: @Sendable (CloudScope) -> Store

    package init(_ make: @escaping @Sendable (CloudScope) -> Store) {
        self.make = make
    }

    /// Whose stores have been asked for, in a fixed order.
    var scopes: [CloudScope] {
        stores.withLock { $0.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) } }
    }

    package func with<R>(_ scope: CloudScope, _ body: (inout sending Store) throws -> sending R) rethrows -> sending R {
        let make = make
        return try stores.withLock { stores in
            var store = stores[scope] ?? make(scope)
            defer { stores[scope] = store }
            return try body(&store)
        }
    }
}
