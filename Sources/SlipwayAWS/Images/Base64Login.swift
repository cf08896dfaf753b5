import SlipwayImages

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads ECR's authorization token.
enum Base64Login {
    static func credentials(in token: String) -> RegistryCredentials? {
        guard let data = Data(base64Encoded: token) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        return RegistryCredentials(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }
}
