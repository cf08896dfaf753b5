import Crypto

/// The address of content: `sha256:` and 64 lower-case hexadecimal digits (OCI image-spec, `descriptor.md`).
///
/// Other algorithms are not accepted: no registry that Slipway speaks to stores them.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Without the algorithm.
    package let hex: String

    /// Nil when the text is not `sha256:` with 64 lower-case digits.
    package init?(_ text: String) {
        guard text.hasPrefix("sha256:") else { return nil }
        self.init(hex: String(text.dropFirst(7)))
    }

    /// Nil when the digits are not 64 of `0-9a-f`.
    package init?(hex: String) {
        let digits = hex.utf8
        guard digits.count == 64, digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.hex = hex
    }

    /// The digest of bytes in memory.
    package init(of bytes: some Sequence<UInt8>) {
        var digester = Digester()
        digester.update(Array(bytes))
        self = digester.finish()
    }

    fileprivate init(hash: SHA256.Digest) {
        let alphabet = Array("0123456789abcdef".utf8)
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in hash {
            digits.append(alphabet[Int(byte >> 4)])
            digits.append(alphabet[Int(byte & 15)])
        }
        self.hex = String(decoding: digits, as: UTF8.self)
    }

    package var description: String { "sha256:" + hex }

    /// The first 12 digits, for people.
    package var short: String { String(hex.prefix(12)) }

    package static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }
}

extension Digest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a sha256 digest")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Computes a `Digest` of content that arrives in pieces. A copy continues on its own.
package struct Digester: Sendable {
    private var hash = SHA256()
    /// Bytes seen so far.
    package private(set) var count: Int64 = 0

    package init() {}

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    /// The digest of all bytes so far; more may follow.
    package func finish() -> Digest { Digest(hash: hash.finalize()) }
}
