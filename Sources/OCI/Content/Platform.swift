/// An operating system and processor, `linux/amd64` or `linux/arm/v7`, in the names of the OCI image-spec (GOOS, GOARCH).
package struct Platform: Hashable, Sendable, Codable, CustomStringConvertible {
    package var os: String
    package var architecture: String
    /// Of the processor: `v7` for arm; `v8` for arm64 is the same as none.
    package var variant: String?
    package var osVersion: String?

    package init(os: String, architecture: String, variant: String? = nil, osVersion: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
    }

    /// From `os/architecture` or `os/architecture/variant`, with the names that people and `uname` use for them.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
    }

    private enum CodingKeys: String, CodingKey {
        case os, architecture, variant
        case osVersion = "os.version"
    }

    package var description: String { ([os, architecture] + (variant.map { [$0] } ?? [])).joined(separator: "/") }

    /// The same platform in its usual spelling: `x86_64` is `amd64`, `aarch64` and `arm64/v8` are `arm64`.
    package var normalized: Platform {
        var result = self
        result.os = os.lowercased()
        switch architecture.lowercased() {
        case "x86_64", "x86-64", "amd64":
            result.architecture = "amd64"
            if variant == "v1" { result.variant = nil }
        case "aarch64", "arm64":
            result.architecture = "arm64"
            if variant == "v8" || variant == "8" { result.variant = nil }
        case "armhf":
            result.architecture = "arm"
            result.variant = variant ?? "v7"
        case "arm":
            result.architecture = "arm"
            result.variant = variant ?? "v7"
        case "i386", "i486", "i586", "i686", "x86":
            result.architecture = "386"
        case let other:
            result.architecture = other
        }
        return result
    }

    /// Whether something made for this platform runs on `host`: the same system and architecture, and a variant that is
    /// the host's or, on arm and amd64, an older one.
    package func runs(on host: Platform) -> Bool {
        let made = normalized
        let wanted = host.normalized
        guard made.os == wanted.os, made.architecture == wanted.architecture else { return false }
        guard made.variant != wanted.variant else { return true }
        guard let need = made.variant else { return true }
        guard let needed = Int(need.drop { !$0.isNumber }) else { return false }
        guard let has = wanted.variant else { return false }
        guard let offered = Int(has.drop { !$0.isNumber }) else { return false }
        return needed <= offered
    }
}
