/// A Swift type that stands for values of a service model: generated structures and enumerations, and the plain types
/// that members have.
package protocol AWSValueConvertible: Sendable {
    /// - Throws: `AWSDecodingError` when the value has another type or lacks a required member.
    init(awsValue: AWSValue) throws(AWSDecodingError)
    var awsValue: AWSValue { get }
}

extension String: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .string(let value) = awsValue else { throw .mismatch(expected: "a string", found: awsValue) }
        self = value
    }

    package var awsValue: AWSValue { .string(self) }
}

extension Int: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .integer(let value) = awsValue, let exact = Int(exactly: value) else {
            throw .mismatch(expected: "an integer", found: awsValue)
        }
        self = exact
    }

    package var awsValue: AWSValue { .integer(Int64(self)) }
}

extension Double: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        switch awsValue {
        case .double(let value): self = value
        case .integer(let value): self = Double(value)
        default: throw .mismatch(expected: "a number", found: awsValue)
        }
    }

    package var awsValue: AWSValue { .double(self) }
}

extension Bool: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .boolean(let value) = awsValue else { throw .mismatch(expected: "a boolean", found: awsValue) }
        self = value
    }

    package var awsValue: AWSValue { .boolean(self) }
}

extension Timestamp: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .timestamp(let value) = awsValue else { throw .mismatch(expected: "a timestamp", found: awsValue) }
        self = value
    }

    package var awsValue: AWSValue { .timestamp(self) }
}

extension JSONValue: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .document(let value) = awsValue else { throw .mismatch(expected: "a document", found: awsValue) }
        self = value
    }

    package var awsValue: AWSValue { .document(self) }
}

extension Array: AWSValueConvertible where Element: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .list(let values) = awsValue else { throw .mismatch(expected: "a list", found: awsValue) }
        self = []
        reserveCapacity(values.count)
        // A gap says nothing that an array could hold; a server's validator has refused it before.
        for (index, value) in values.enumerated() where value != .null {
            do throws(AWSDecodingError) {
                append(try Element(awsValue: value))
            } catch {
                throw error.below("[\(index)]")
            }
        }
    }

    package var awsValue: AWSValue { .list(map(\.awsValue)) }
}

extension Dictionary: AWSValueConvertible where Key == String, Value: AWSValueConvertible {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        guard case .map(let values) = awsValue else { throw .mismatch(expected: "a map", found: awsValue) }
        self = [:]
        reserveCapacity(values.count)
        for (key, value) in values where value != .null {
            do throws(AWSDecodingError) {
                self[key] = try Value(awsValue: value)
            } catch {
                throw error.below(key)
            }
        }
    }

    package var awsValue: AWSValue { .map(mapValues(\.awsValue)) }
}

extension AWSDecodingError {
    /// The same problem, seen from one level further out.
    package func below(_ step: String) -> AWSDecodingError {
        AWSDecodingError(path: AWSPath.join(step, path), problem: problem)
    }

    /// Names the kind that was found, never the value: it may be a secret.
    package static func mismatch(expected: String, found: AWSValue) -> AWSDecodingError {
        AWSDecodingError(path: "", problem: "is \(found.kindDescription), not \(expected)")
    }
}

/// Paths into a value: `services[0].events`.
package enum AWSPath {
    package static func join(_ outer: String, _ inner: String) -> String {
        if inner.isEmpty { return outer }
        if outer.isEmpty { return inner }
        return inner.hasPrefix("[") ? outer + inner : "\(outer).\(inner)"
    }
}

extension AWSValue {
    /// The kind with its article, for problems: `a string`.
    package var kindDescription: String {
        switch self {
        case .null: "null"
        case .string: "a string"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .double: "a floating-point number"
        case .timestamp: "a timestamp"
        case .blob: "a blob"
        case .list: "a list"
        case .map: "a map"
        case .structure: "a structure"
        case .document: "a document"
        }
    }
}
