/// A string with known values. Generated enumerations conform; a value that the model does not know yet is kept.
package protocol AWSEnumeration: AWSValueConvertible, Hashable, CustomStringConvertible {
    static var shape: Shape { get }
    /// The values of the model, in its order.
    static var allKnown: [Self] { get }
    /// Never fails: what is not in the model becomes `unknown`.
    init(rawValue: String)
    /// As on the wire.
    var rawValue: String { get }
}

extension AWSEnumeration {
    package init(awsValue: AWSValue) throws(AWSDecodingError) {
        self.init(rawValue: try String(awsValue: awsValue))
    }

    package var awsValue: AWSValue { .string(rawValue) }

    package var description: String { rawValue }
}
