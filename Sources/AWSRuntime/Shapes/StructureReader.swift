/// Takes the members of a structure out of an `AWSValue`. Generated initialisers use it.
package struct StructureReader {
    private let members: [String: AWSValue]

    /// - Throws: when the value is no structure.
    package init(_ value: AWSValue) throws(AWSDecodingError) {
        guard case .structure(let members) = value else { throw .mismatch(expected: "a structure", found: value) }
        self.members = members
    }

    /// Nil where the member is absent or null.
    package func optional<T: AWSValueConvertible>(_ name: String) throws(AWSDecodingError) -> T? {
        guard let value = members[name], value != .null else { return nil }
        do throws(AWSDecodingError) {
            return try T(awsValue: value)
        } catch {
            throw error.below(name)
        }
    }

    /// - Throws: when the member is absent.
    package func required<T: AWSValueConvertible>(_ name: String) throws(AWSDecodingError) -> T {
        guard let value: T = try optional(name) else { throw Self.missing(name) }
        return value
    }

    package func optionalBlob(_ name: String) throws(AWSDecodingError) -> [UInt8]? {
        guard let value = members[name], value != .null else { return nil }
        guard case .blob(let bytes) = value else {
            throw .mismatch(expected: "a blob", found: value).below(name)
        }
        return bytes
    }

    package func requiredBlob(_ name: String) throws(AWSDecodingError) -> [UInt8] {
        guard let bytes = try optionalBlob(name) else { throw Self.missing(name) }
        return bytes
    }

    private static func missing(_ name: String) -> AWSDecodingError {
        AWSDecodingError(path: name, problem: "is required and missing")
    }
}

/// Collects the members of a structure; absent ones leave no trace. Generated `awsValue` properties use it.
package struct StructureWriter {
    private var members: [String: AWSValue] = [:]

    package init() {}

    package mutating func set<T: AWSValueConvertible>(_ name: String, _ value: T?) {
        guard let value else { return }
        members[name] = value.awsValue
    }

    package mutating func setBlob(_ name: String, _ bytes: [UInt8]?) {
        guard let bytes else { return }
        members[name] = .blob(bytes)
    }

    package var value: AWSValue { .structure(members) }
}
