/// What can be wrong with an image, its parts or the disk they are on.
package enum OCIError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes ended in the middle of what is named.
    case truncated(String)
    case malformed(String, reason: String)
    /// A bound was reached: what, and the bound in bytes or pieces.
    case exceedsLimit(String, limit: Int64)
    /// A path of an archive that leads out of the folder, or cannot be a path.
    case unsafePath(String, reason: String)
    /// Well-formed, but of a kind that this program does not read.
    case unsupported(String)
    case digestMismatch(expected: Digest, actual: Digest)
    case sizeMismatch(expected: Int64, actual: Int64)
    /// A call of the operating system failed; `code` is its `errno`.
    case system(operation: String, path: String, code: Int32)

    package var description: String {
        switch self {
        case .truncated(let what): "\(what) ends too early"
        case .malformed(let what, let reason): "\(what) is malformed: \(reason)"
        case .exceedsLimit(let what, let limit): "\(what) exceeds the limit of \(limit)"
        case .unsafePath(let path, let reason): "the archive's path '\(path)' is unsafe: \(reason)"
        case .unsupported(let what): "\(what) is not supported"
        case .digestMismatch(let expected, let actual): "the content is \(actual), not \(expected)"
        case .sizeMismatch(let expected, let actual): "the content has \(actual) bytes, not \(expected)"
        case .system(let operation, let path, let code):
            "cannot \(operation) '\(path)': \(Disk.describe(errorCode: code))"
        }
    }
}
