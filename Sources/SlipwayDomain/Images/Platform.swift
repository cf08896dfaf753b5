/// What a container runs on: operating system and processor.
package struct Platform: Hashable, Sendable, Codable, CustomStringConvertible {
    /// As in OCI image indexes: `linux`, `windows`.
    package var os: String
    /// As in OCI image indexes: `amd64`, `arm64`.
    package var architecture: String
    /// Such as `v8`; mostly absent.
    package var variant: String?

    package init(os: String = "linux", architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    package static let linuxX86 = Platform(architecture: "amd64")
    package static let linuxARM = Platform(architecture: "arm64")

    /// Reads `linux/amd64`, `linux/arm64/v8`, and the words people use: `x86`, `x86_64`, `amd64`, `arm`, `arm64`.
    package init?(_ text: String) {
        switch text.lowercased() {
        case "x86", "x86_64", "amd64", "x64": self = .linuxX86
        case "arm", "arm64", "aarch64": self = .linuxARM
        case let lower:
            let parts = lower.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            self.init(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
        }
    }

    /// ECS's word in `runtimePlatform.cpuArchitecture`.
    package var ecsArchitecture: String { architecture == "arm64" ? "ARM64" : "X86_64" }

    /// Whether an image made for this platform runs on `host`. A variant only counts when both name one.
    package func runs(on host: Platform) -> Bool {
        os == host.os && architecture == host.architecture
            && (variant == nil || host.variant == nil || variant == host.variant)
    }

    package var description: String {
        variant.map { "\(os)/\(architecture)/\($0)" } ?? "\(os)/\(architecture)"
    }
}
