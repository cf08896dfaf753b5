import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One JSON object a line on stdout: time, level, logger, message, then the metadata under its own names.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    let now: @Sendable () -> Moment
    /// Takes a whole line with its end.
    let write: @Sendable ([UInt8]) -> Void

    init(
        label: String, level: Logger.Level, now: @escaping @Sendable () -> Moment,
        write: @escaping @Sendable ([UInt8]) -> Void = Self.writeToStdout
    ) {
        self.label = label
        logLevel = level
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: [JSON.Member] = [
            .init(name: "time", value: .text(now().iso8601)), .init(name: "level", value: .text(event.level.rawValue)),
            .init(name: "logger", value: .text(label)), .init(name: "message", value: .text("\(event.message)")),
        ]
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            members.append(.init(name: name, value: Self.json(value)))
        }
        if let error = event.error { members.append(.init(name: "error", value: .text("\(error)"))) }
        var line = JSON.object(members).bytes
        line.append(UInt8(ascii: "\n"))
        write(line)
    }

    private static func json(_ value: Logger.MetadataValue) -> JSON {
        switch value {
        case .string(let text): .text(text)
        case .stringConvertible(let value as Int): .integer(Int64(value))
        case .stringConvertible(let value as Double): .number(value)
        case .stringConvertible(let value): .text(value.description)
        case .array(let values): .list(values.map(json))
        case .dictionary(let values):
            .object(values.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: json($0.value)) })
        }
    }

    /// A line in one `write`, so that lines of several threads do not mix.
    static let writeToStdout: @Sendable ([UInt8]) -> Void = { line in
        line.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = systemWrite(1, UnsafeRawBufferPointer(rebasing: bytes[written...]))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }  // nobody reads any more
                written += count
            }
        }
    }
}

/// The system's `write`, by a name that a property called `write` does not hide.
func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
