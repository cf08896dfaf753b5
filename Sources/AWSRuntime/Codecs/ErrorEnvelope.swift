/// What the protocols' error envelopes have in common.
package enum ErrorEnvelope {
    /// The code given to an answer that names none.
    package static let unreadable = "UnreadableError"

    /// `aws.protocoltests#FooError:http://internal.amazon.com/…` → `FooError`.
    static func code(_ text: String) -> String {
        let withoutURI = text.prefix { $0 != ":" }
        return String(withoutURI.split(separator: "#").last ?? "")
    }

    static func requestID(_ response: HTTPResponseMessage) -> String? {
        response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"]
    }

    /// An answer that is no error of the protocol: what it looks like, not what it says.
    static func unreadable(_ response: HTTPResponseMessage) -> AWSServiceError {
        let type = response.headers["Content-Type"] ?? "no content type"
        return AWSServiceError(
            code: unreadable, message: "the answer holds no AWS error (\(type), \(response.body.count) bytes)",
            httpStatus: response.status, requestID: requestID(response))
    }

    /// Puts the message under the member that the shape has for it, `message` or `Message`; services write either.
    static func placing(message: String?, in value: AWSValue, of shape: Shape) -> AWSValue {
        guard let message, let name = messageMember(of: shape), case .structure(var members) = value else {
            return value
        }
        if members[name] == nil { members[name] = .string(message) }
        return .structure(members)
    }

    static func messageMember(of shape: Shape) -> String? {
        guard case .structure(let traits) = shape.kind else { return nil }
        return traits.members.first { $0.name.lowercased() == "message" }?.name
    }
}
