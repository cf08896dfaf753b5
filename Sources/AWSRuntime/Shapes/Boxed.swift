/// Holds a member whose structure contains itself. Generated recursive structures use it.
@propertyWrapper
package indirect enum Boxed<Value> {
    case held(Value)

    package init(wrappedValue: Value) {
        self = .held(wrappedValue)
    }

    package var wrappedValue: Value {
        get {
            switch self {
            case .held(let value): value
            }
        }
        set { self = .held(newValue) }
    }
}

extension Boxed: Equatable where Value: Equatable {}
extension Boxed: Hashable where Value: Hashable {}
extension Boxed: Sendable where Value: Sendable {}
