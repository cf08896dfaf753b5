/// A service as code to be written: every name decided, every reference resolved. Renderers only spell it.
package struct ServiceCode: Equatable, Sendable {
    package var namespace: String
    package var source: ModelSource
    package var metadata: ServiceModel.Metadata
    /// By type name.
    package var structures: [StructureCode]
    package var enumerations: [EnumerationCode]
    /// Strings, numbers, lists, maps: shapes that are no Swift type of their own.
    package var plainShapes: [PlainShapeCode]
    package var operations: [OperationCode]
    /// One endpoint for a whole partition.
    package var isGlobal = false
}

/// Where a model came from, for the header of generated files.
package struct ModelSource: Equatable, Sendable {
    package var folder: String
    package var botocoreVersion: String

    package init(folder: String, botocoreVersion: String) {
        self.folder = folder
        self.botocoreVersion = botocoreVersion
    }
}

package indirect enum SwiftType: Equatable, Sendable {
    case string, int, double, bool, timestamp, blob, document
    case list(SwiftType)
    case map(SwiftType)
    /// A generated type, with its namespace.
    case named(String)

    package var spelling: String {
        switch self {
        case .string: "String"
        case .int: "Int"
        case .double: "Double"
        case .bool: "Bool"
        case .timestamp: "Timestamp"
        case .blob: "[UInt8]"
        case .document: "JSONValue"
        case .list(let element): "[\(element.spelling)]"
        case .map(let value): "[String: \(value.spelling)]"
        case .named(let name): name
        }
    }
}

package struct StructureCode: Equatable, Sendable {
    package struct Failure: Equatable, Sendable {
        package var code: String
        package var httpStatus: Int
    }

    package var shapeName: String
    package var typeName: String
    package var members: [MemberCode]
    package var isSensitive: Bool
    package var isUnion: Bool
    /// Set for errors.
    package var failure: Failure?
}

package struct MemberCode: Equatable, Sendable {
    package var name: String
    package var property: String
    package var type: SwiftType
    package var isRequired: Bool
    package var isBoxed: Bool
    package var wireName: String?
    package var location: String?
    package var timestampFormat: String?
    package var isIdempotencyToken: Bool
    /// The expression that gives the shape.
    package var shape: String
    /// Facts of the shape in words, for the doc comment.
    package var notes: [String]
}

package struct EnumerationCode: Equatable, Sendable {
    package struct Case: Equatable, Sendable {
        package var name: String
        package var value: String
    }

    package var shapeName: String
    package var typeName: String
    package var cases: [Case]
    package var isSensitive: Bool
}

package struct PlainShapeCode: Equatable, Sendable {
    package var property: String
    /// The whole expression.
    package var expression: String
}

package struct OperationCode: Equatable, Sendable {
    package struct Pages: Equatable, Sendable {
        package var inputProperty: String
        package var outputProperty: String
    }

    package struct ErrorCase: Equatable, Sendable {
        package var name: String
        package var typeName: String
        package var code: String
    }

    package var name: String
    package var method: String
    package var input: String
    package var output: String
    package var failure: String
    package var errors: [ErrorCase]
    package var isReadOnly: Bool
    package var isDeprecated: Bool
    package var inputHasDefault: Bool
    package var resultWrapper: String?
    package var pages: Pages?
}
