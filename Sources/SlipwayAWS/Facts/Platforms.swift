import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads platforms out of an image index; a plain manifest names none (its configuration does).
enum Platforms {
    private struct Index: Decodable {
        struct Entry: Decodable {
            struct Named: Decodable {
                var os: String?
                var architecture: String?
                var variant: String?
            }
            var platform: Named?
        }
        var manifests: [Entry]?
    }

    static func named(inIndex manifest: String) -> [Platform] {
        let index: Index
        do { index = try JSONDecoder().decode(Index.self, from: Data(manifest.utf8)) } catch { return [] }
        return (index.manifests ?? []).compactMap { entry in
            guard let named = entry.platform, let architecture = named.architecture, architecture != "unknown" else {
                return nil
            }
            return Platform(os: named.os ?? "linux", architecture: architecture, variant: named.variant)
        }
    }
}
