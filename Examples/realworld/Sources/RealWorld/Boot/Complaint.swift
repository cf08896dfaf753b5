/// Why the process does not go on: one line for stderr, and the exit code.
struct Complaint: Error, Equatable {
    /// Exit codes after sysexits.h.
    enum Code {
        /// EX_UNAVAILABLE: the database does not answer.
        static let unavailable: Int32 = 69
        /// EX_SOFTWARE: a migration failed, or the server did.
        static let software: Int32 = 70
        /// EX_OSERR: the address cannot be listened on.
        static let system: Int32 = 71
        /// EX_CONFIG: a variable is missing or wrong, or the schema is behind.
        static let configuration: Int32 = 78
    }

    var code: Int32
    var line: String

    func print() {
        let text = "realworld: \(line)".split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
        var copy = text
        copy.withUTF8 { bytes in _ = systemWrite(2, UnsafeRawBufferPointer(bytes)) }
    }
}
