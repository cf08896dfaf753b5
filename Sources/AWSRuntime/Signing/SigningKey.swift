import Crypto
import FoundationEssentials

/// The arithmetic of Signature Version 4: scope, string to sign, derived key, signature.
package struct SigningScope: Hashable, Sendable {
    /// `yyyyMMdd`.
    package var date: String
    package var region: String
    package var service: String

    package init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    /// `20150830/us-east-1/service/aws4_request`.
    package var text: String { "\(date)/\(region)/\(service)/aws4_request" }

    package func stringToSign(_ request: CanonicalRequest, dateTime: String) -> String {
        ["AWS4-HMAC-SHA256", dateTime, text, SigningHash.sha256(Array(request.text.utf8))].joined(separator: "\n")
    }

    /// Hex of the signature over `stringToSign`.
    package func signature(of stringToSign: String, secretAccessKey: String) -> String {
        var key = SymmetricKey(data: Array("AWS4\(secretAccessKey)".utf8))
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return SigningHash.hex(HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key))
    }
}

/// SHA-256 in lower-case hex.
package enum SigningHash {
    package static let ofNothing = sha256([])

    package static func sha256(_ bytes: [UInt8]) -> String {
        hex(SHA256.hash(data: bytes))
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
