package import SlipwayDomain

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Signals as `diagnose --bundle` writes them and `diagnose --from` reads them.
package struct SignalsFile: Codable, Sendable {
    /// Says what it is to whoever opens it.
    package var format: String
    package var signals: Signals

    private static let name = "slipway-signals/1"

    package init(_ signals: Signals) {
        format = Self.name
        self.signals = signals
    }

    /// - Returns: nothing where the text is something else.
    init?(reading text: String) {
        guard text.contains(Self.name) else { return nil }
        do {
            self = try JSONDecoder().decode(SignalsFile.self, from: Data(text.utf8))
        } catch {
            return nil
        }
    }

    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
