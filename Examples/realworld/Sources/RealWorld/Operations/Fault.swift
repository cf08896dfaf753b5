import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A failure on purpose, named by `REALWORLD_FAULT`, for rehearsing deployments. Off unless set; `serve` only.
enum Fault: Equatable, Sendable {
    /// Says so on stderr and ends with exit code 1 before anything is opened.
    case crashAtBoot
    /// Serves for so long, then ends with exit code 1.
    case crashAfter(Duration)
    /// Waits so long before it listens.
    case slowBoot(Duration)
    /// `/health` answers 500; everything else works.
    case health500
    /// Takes 8 MiB more every 50 ms until it is killed.
    case leakMemory
    /// SIGTERM does nothing; only SIGKILL ends the process.
    case ignoreSigterm
    /// Ends at boot with this exit code.
    case exitCode(Int32)

    /// The values as they are written, for messages.
    static let forms =
        "crash-at-boot, crash-after=10s, slow-boot=20s, health-500, leak-memory, ignore-sigterm, exit-code=N"

    /// nil when `text` is none of the forms.
    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count > 1 ? parts[1] : nil) {
        case ("crash-at-boot", nil): self = .crashAtBoot
        case ("health-500", nil): self = .health500
        case ("leak-memory", nil): self = .leakMemory
        case ("ignore-sigterm", nil): self = .ignoreSigterm
        case ("exit-code", let value?):
            guard let code = Int32(value), (0...255).contains(code) else { return nil }
            self = .exitCode(code)
        case ("crash-after", let value?):
            guard let duration = Self.duration(value) else { return nil }
            self = .crashAfter(duration)
        case ("slow-boot", let value?):
            guard let duration = Self.duration(value) else { return nil }
            self = .slowBoot(duration)
        default: return nil
        }
    }

    /// `20s`, `500ms`, `2m`; up to an hour.
    private static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), (0...3_600_000).contains(number) else { return nil }
        let duration: Duration
        switch text.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(number)
        case "s": duration = .seconds(number)
        case "m": duration = .seconds(number * 60)
        default: return nil
        }
        return duration <= .seconds(3600) ? duration : nil
    }

    /// What happens before anything is opened.
    func atBoot(_ logger: Logger) async throws {
        switch self {
        case .crashAtBoot: Self.die("REALWORLD_FAULT=crash-at-boot: crashing on purpose", code: 1)
        case .exitCode(let code): Self.die("REALWORLD_FAULT=exit-code=\(code): leaving on purpose", code: code)
        case .slowBoot(let duration):
            logger.warning("REALWORLD_FAULT: booting slowly", metadata: ["seconds": "\(duration.components.seconds)"])
            try await Task.sleep(for: duration)
        case .crashAfter, .health500, .leakMemory, .ignoreSigterm: break
        }
    }

    /// What happens while serving; comes back only when cancelled.
    func whileServing() async throws {
        switch self {
        case .crashAfter(let duration):
            try await Task.sleep(for: duration)
            Self.die("REALWORLD_FAULT=crash-after: crashing on purpose", code: 1)
        case .leakMemory:
            let step = 8 * 1_048_576
            var kept: [UnsafeMutableRawPointer] = []
            while !Task.isCancelled {
                let piece = UnsafeMutableRawPointer.allocate(byteCount: step, alignment: 16)
                memset(piece, 1, step)  // touched, so that it counts
                kept.append(piece)
                try await Task.sleep(for: .milliseconds(50))
            }
        case .crashAtBoot, .exitCode, .slowBoot, .health500, .ignoreSigterm:
            try await Task.sleep(for: .seconds(1_000_000_000))
        }
    }

    private static func die(_ words: String, code: Int32) -> Never {
        Complaint(code: code, line: words).print()
        exit(code)
    }
}
