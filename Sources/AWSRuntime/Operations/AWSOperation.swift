/// A structure of a service model as a Swift type. Generated types conform.
///
/// They describe and mirror themselves without their sensitive members (`RedactedDescription`).
package protocol AWSStructure: AWSValueConvertible, Hashable, CustomDebugStringConvertible, CustomReflectable {
    static var shape: Shape { get }
}

/// What stands between the model and a value of it: a path such as `services[0].events` and what was wrong there.
package struct AWSDecodingError: Error, Hashable, Sendable {
    package var path: String
    package var problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }
}

/// One operation of a service: what goes in, what comes out, what can go wrong.
package protocol AWSOperation: Sendable {
    associatedtype Input: AWSStructure
    associatedtype Output: AWSStructure
    associatedtype Failure: AWSOperationError
    static var service: ServiceDescription { get }
    /// As in the model and on the wire, `DescribeServices`.
    static var name: String { get }
    /// Whether repeating it cannot change anything twice: reads, and writes with a token.
    static var isReadOnly: Bool { get }
    /// The element that wraps an awsQuery result, `DescribeLoadBalancersResult`.
    static var resultWrapper: String? { get }
}

/// What all operations of a service have in common.
package struct ServiceDescription: Hashable, Sendable {
    /// The name in endpoints, `ecs`, `elasticloadbalancing`, `api.ecr`.
    package var endpointPrefix: String
    /// The name in signatures, `ecs`, `ecr`.
    package var signingName: String
    /// The suffix of `AWS_ENDPOINT_URL_<SERVICE>`: the service id in upper case with underscores.
    package var environmentSuffix: String
    /// The model's date, `2014-11-13`.
    package var apiVersion: String
    /// The one that our clients speak.
    package var wireProtocol: WireProtocol
    /// What the service understands beside it; servers answer in the protocol of the request.
    package var otherProtocols: [WireProtocol]
    /// Whether errors of the other protocols also carry the code that awsQuery has for them.
    package var isQueryCompatible: Bool
    /// `AmazonEC2ContainerServiceV20141113`; only in JSON protocols and rpcV2CBOR.
    package var targetPrefix: String?
    /// A global service signs in one region of the partition.
    package var globalSigningRegion: String?
    package var xmlNamespace: String?

    package init(
        endpointPrefix: String, signingName: String, environmentSuffix: String, apiVersion: String,
        wireProtocol: WireProtocol, otherProtocols: [WireProtocol] = [], isQueryCompatible: Bool = false,
        targetPrefix: String? = nil, globalSigningRegion: String? = nil, xmlNamespace: String? = nil
    ) {
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName
        self.environmentSuffix = environmentSuffix
        self.apiVersion = apiVersion
        self.wireProtocol = wireProtocol
        self.otherProtocols = otherProtocols
        self.isQueryCompatible = isQueryCompatible
        self.targetPrefix = targetPrefix
        self.globalSigningRegion = globalSigningRegion
        self.xmlNamespace = xmlNamespace
    }

    /// All protocols that the service understands, ours first.
    package var protocols: [WireProtocol] { [wireProtocol] + otherProtocols }
}

package enum WireProtocol: String, Hashable, Sendable {
    case awsJSON10, awsJSON11, awsQuery, ec2Query, rpcV2CBOR

    /// Forms to the service, XML back; these families also have their own codes for broken signatures.
    package var isQuery: Bool { self == .awsQuery || self == .ec2Query }

    package var isJSON: Bool { self == .awsJSON10 || self == .awsJSON11 }
}
