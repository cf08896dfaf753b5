/// A shape of an AWS service model: what a value must look like and how it is named on the wire.
///
/// Generated code holds one `Shape` per model shape; tests build them at run time from model JSON. Codecs and the
/// validator read nothing else, so a client and a server decode with the same description.
package struct Shape: Sendable {
    /// The name of the shape in the service model, `Service` or `DesiredCount`.
    package var name: String
    package var kind: Kind
    package var constraints: Constraints
    /// Marked `sensitive` in the model: a description of the value must not show it.
    package var isSensitive: Bool

    package init(
        _ name: String, _ kind: Kind, constraints: Constraints = Constraints(), isSensitive: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.constraints = constraints
        self.isSensitive = isSensitive
    }

    package indirect enum Kind: Sendable {
        case string
        case boolean
        case integer
        case long
        case float
        case double
        case timestamp(TimestampFormat?)
        case blob
        /// Free JSON.
        case document
        case list(ListTraits)
        case map(MapTraits)
        case structure(StructureTraits)
    }

    /// Limits of the model: lengths for strings, lists, maps and blobs; values for numbers.
    package struct Constraints: Sendable, Equatable {
        package var minimum: Double?
        package var maximum: Double?
        package var pattern: String?
        /// Known values of an enumeration. Unknown ones are kept, never refused by a client.
        package var known: [String]

        package init(minimum: Double? = nil, maximum: Double? = nil, pattern: String? = nil, known: [String] = []) {
            self.minimum = minimum
            self.maximum = maximum
            self.pattern = pattern
            self.known = known
        }
    }

    package struct ListTraits: Sendable {
        /// A closure, because shapes may contain themselves.
        package var element: @Sendable () -> Shape
        /// The element's name in awsQuery and XML, `member` when nil.
        package var elementName: String?
        package var isFlattened: Bool

        package init(elementName: String? = nil, isFlattened: Bool = false, element: @escaping @Sendable () -> Shape) {
            self.element = element
            self.elementName = elementName
            self.isFlattened = isFlattened
        }
    }

    package struct MapTraits: Sendable {
        package var key: @Sendable () -> Shape
        package var value: @Sendable () -> Shape
        package var keyName: String?
        package var valueName: String?
        package var isFlattened: Bool

        package init(
            keyName: String? = nil, valueName: String? = nil, isFlattened: Bool = false,
            key: @escaping @Sendable () -> Shape, value: @escaping @Sendable () -> Shape
        ) {
            self.keyName = keyName
            self.valueName = valueName
            self.isFlattened = isFlattened
            self.key = key
            self.value = value
        }
    }

    package struct StructureTraits: Sendable {
        /// In the model's order.
        package var members: [Member]
        package var isUnion: Bool

        package init(_ members: [Member], isUnion: Bool = false) {
            self.members = members
            self.isUnion = isUnion
        }
    }

    package struct Member: Sendable {
        /// The member's key in the model, which is its wire name unless `wireName` says otherwise.
        package var name: String
        package var wireName: String?
        package var isRequired: Bool
        /// Filled with a fresh UUID by clients when it is nil (`idempotencyToken`).
        package var isIdempotencyToken: Bool
        /// Where HTTP-bound protocols put it; nil is the body.
        package var location: Location?
        package var timestampFormat: TimestampFormat?
        package var target: @Sendable () -> Shape

        package init(
            _ name: String, wireName: String? = nil, isRequired: Bool = false, isIdempotencyToken: Bool = false,
            location: Location? = nil, timestampFormat: TimestampFormat? = nil,
            target: @escaping @Sendable () -> Shape
        ) {
            self.name = name
            self.wireName = wireName
            self.isRequired = isRequired
            self.isIdempotencyToken = isIdempotencyToken
            self.location = location
            self.timestampFormat = timestampFormat
            self.target = target
        }
    }

    package enum Location: String, Sendable { case header, headers, uri, querystring, statusCode }

    package enum TimestampFormat: String, Sendable { case iso8601, rfc822, unixTimestamp }
}
