/// A `service-2.json`, as far as code is made from it, with its `paginators-1.json`.
package struct ServiceModel: Equatable, Sendable {
    package var metadata: Metadata
    /// By name.
    package var operations: [String: Operation]
    /// By name.
    package var shapes: [String: ModelShape]
    /// By operation name; only those with one input and one output token that are plain members.
    package var paginators: [String: Paginator]

    package struct Metadata: Equatable, Sendable {
        package var apiVersion: String
        package var endpointPrefix: String
        package var signingName: String?
        package var serviceID: String
        /// The one that our clients speak: `json`, `query` or `ec2`.
        package var wireProtocol: String
        /// What the service offers beside it and a codec here speaks: those, and `smithy-rpc-v2-cbor`.
        package var otherProtocols: [String] = []
        package var isQueryCompatible = false
        package var jsonVersion: String?
        package var targetPrefix: String?
        package var xmlNamespace: String?
    }

    package struct Operation: Equatable, Sendable {
        package var name: String
        package var input: String?
        package var output: String?
        package var resultWrapper: String?
        package var errors: [String] = []
        package var isReadOnly = false
        package var isIdempotent = false
        package var isDeprecated = false
    }

    package struct ModelShape: Equatable, Sendable {
        package var type: String
        package var members: [ModelMember] = []
        package var required: [String] = []
        /// Element of a list, key and value of a map.
        package var element: ModelMember?
        package var key: ModelMember?
        package var value: ModelMember?
        package var known: [String] = []
        package var minimum: Double?
        package var maximum: Double?
        package var pattern: String?
        package var timestampFormat: String?
        package var isFlattened = false
        package var isSensitive = false
        package var isDocument = false
        package var isUnion = false
        package var isException = false
        package var isFault = false
        package var isEventStream = false
        package var errorCode: String?
        package var errorStatus: Int?
    }

    package struct ModelMember: Equatable, Sendable {
        package var name: String
        package var shape: String
        package var wireName: String?
        /// The name in ec2Query's requests, where the model says one.
        package var queryName: String?
        package var location: String?
        package var timestampFormat: String?
        package var isIdempotencyToken = false
        package var isDeprecated = false
        package var isFlattened = false
    }

    package struct Paginator: Equatable, Sendable {
        package var inputToken: String
        package var outputToken: String
    }
}

/// Why no code can be made from a model: where, and what.
package struct GeneratorProblem: Error, Equatable, CustomStringConvertible {
    package var place: String
    package var problem: String

    package init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    package var description: String { "\(place): \(problem)" }
}
