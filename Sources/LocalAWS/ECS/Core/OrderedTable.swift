/// Values by key that are walked in the order they were put in, so that a dictionary's order never decides.
package struct OrderedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    package private(set) var keys: [Key] = []
    private var values: [Key: Value] = [:]

    package init() {}

    package var count: Int { keys.count }

    /// Setting nil removes the key.
    package subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            if let newValue {
                if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
            } else if values.removeValue(forKey: key) != nil {
                keys.removeAll { $0 == key }
            }
        }
    }

    /// Changes a value in place.
    /// - Returns: what `change` returns, or nil when the key is not there.
    @discardableResult
    package mutating func update<Result>(_ key: Key, _ change: (inout Value) -> Result) -> Result? {
        guard let index = values.index(forKey: key) else { return nil }
        return change(&values.values[index])
    }

    /// In order of insertion.
    package var all: [Value] { keys.compactMap { values[$0] } }
}

extension OrderedTable: Equatable where Value: Equatable {}
extension OrderedTable: Hashable where Value: Hashable {}
