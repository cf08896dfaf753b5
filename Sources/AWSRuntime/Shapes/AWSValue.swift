/// A value of an AWS request or response, before or after it is on the wire.
///
/// Codecs translate between bytes and `AWSValue` guided by a `Shape`; generated types translate between `AWSValue` and
/// themselves. Keys are the model's member names, never wire names.
package indirect enum AWSValue: Hashable, Sendable {
    /// An explicit null where the protocol can say it, such as a gap in a sparse list.
    case null
    case string(String)
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case timestamp(Timestamp)
    case blob([UInt8])
    case list([AWSValue])
    case map([String: AWSValue])
    case structure([String: AWSValue])
    case document(JSONValue)
}

/// Any JSON. Objects are unordered in meaning; encoders write keys sorted.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}
