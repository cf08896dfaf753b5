/// A value that must not be seen: whatever prints, dumps or interpolates it shows `<redacted>`.
///
/// It is not `Codable`, so it cannot slip into a journal or into JSON. Equality is that of the values.
package struct Redacted<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// The value itself. Every call of this is a place to look at when secrets leak.
    package func reveal() -> Value { value }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}
