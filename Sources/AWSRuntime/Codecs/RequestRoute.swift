/// What a request asks for, as far as its protocol says: the gateway finds the service and the operation with it.
package enum RequestRoute: Hashable, Sendable {
    /// `X-Amz-Target: AmazonEC2ContainerServiceV20141113.CreateCluster`.
    case json(targetPrefix: String, operation: String)
    /// `Action=DescribeLoadBalancers&Version=2015-12-01`, in the body or the query string.
    case query(action: String, version: String?)
    /// `/service/GraniteServiceVersion20100801/operation/DescribeAlarms`.
    case cbor(targetPrefix: String, operation: String)

    /// - Returns: nil when it is a request of no protocol.
    package init?(headers: [HTTPField], path: String = "/", query: String?, body: [UInt8]) {
        if headers["smithy-protocol"] == "rpc-v2-cbor" {
            let steps = path.split(separator: "/")
            guard steps.count >= 4, steps[steps.count - 4] == "service", steps[steps.count - 2] == "operation" else {
                return nil
            }
            self = .cbor(targetPrefix: String(steps[steps.count - 3]), operation: String(steps[steps.count - 1]))
            return
        }
        if let target = headers["X-Amz-Target"] {
            guard let dot = target.lastIndex(of: ".") else { return nil }
            self = .json(
                targetPrefix: String(target[..<dot]), operation: String(target[target.index(after: dot)...]))
            return
        }
        let isForm = headers["Content-Type"]?.hasPrefix(QueryForm.contentType) ?? false
        let pairs = QueryForm.pairs(in: query ?? "") + (isForm ? QueryForm.pairs(in: body) : [])
        guard let action = pairs.first(where: { $0.name == "Action" })?.value, !action.isEmpty else { return nil }
        self = .query(action: action, version: pairs.first { $0.name == "Version" }?.value)
    }
}
