import Foundation
import LocalAWS
import OCI

/// Secret values that must be seen nowhere, and how they are looked for.
struct Canaries: Sendable {
    /// In the secrets, by the variable that they fill.
    static let planted = [
        "DATABASE_URL": "postgres://shop:canary%2Durl%2D9f31@db.example:5432/shop",
        "JWT_SECRET": "canary-jwt-\"quoted\"\\-5b2e",
        "API_TOKEN": "canary-token-c81d",
        "SIGNING_KEY": "canary-key-line-one-77a0\ncanary-key-line-two-77a1",
    ]

    static let identity = LocalIdentity(
        accessKeyID: "AKIACANARYCANARY0001", secretAccessKey: "canary-access-e44c",
        sessionToken: "canary-session-0d5f", account: "000000000000", arn: "arn:aws:iam::000000000000:user/canary",
        userID: "AIDACANARY")

    /// What no output, argument or file may hold, each under its name.
    static let words: [(name: String, value: String)] = [
        ("password in a URL", "canary-url-9f31"), ("password in a URL, encoded", "canary%2Durl%2D9f31"),
        ("JSON key", "-5b2e"), ("whole secret", "canary-token-c81d"), ("parameter, first line", "one-77a0"),
        ("parameter, last line", "two-77a1"), ("secret access key", "canary-access-e44c"),
        ("session token", "canary-session-0d5f"),
    ]

    /// The names of what a text holds, as it is or in base64.
    static func found(in text: String) -> [String] {
        words.flatMap { word in
            forms(of: word.value).filter { text.contains($0) }.map { _ in word.name }
        }
    }

    /// The text itself, and what stays of its base64 wherever it stands inside a longer text.
    private static func forms(of value: String) -> [String] {
        [value]
            + (0..<3).map { shift in
                let bytes = [UInt8](repeating: 0x20, count: shift) + Array(value.utf8)
                let encoded = Data(bytes).base64EncodedString()
                // The first and last group of characters depend on the neighbours.
                return String(encoded.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
            }
    }

    /// The same for every file below a folder: names and contents.
    static func found(below folder: String) throws -> [String] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        return try files.flatMap { file -> [String] in
            let path = "\(folder)/\(file)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                return found(in: file)
            }
            let text = String(decoding: try Disk.read(path, limit: 64 << 20), as: UTF8.self)
            return found(in: file + "\n" + text).map { "\($0) in \(file)" }
        }
    }
}
