/// Something that stops a command, as a person gets to read it: printed once, at the top.
package struct Problem: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// What scripts and tests compare: a dotted, stable name such as `cluster.not-found`.
    package struct Code: Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
        package var name: String

        package init(_ name: String) {
            self.name = name
        }

        package init(stringLiteral name: String) {
            self.name = name
        }

        package var description: String { name }
    }

    package var code: Code
    /// What is wrong, and where, in one sentence.
    package var message: String
    /// Why, as far as it is known: an API's own words, or the problem underneath.
    package var cause: String?
    /// What to type next.
    package var next: String?
    package var exitCode: ExitCode

    package init(
        _ code: Code, _ message: String, cause: String? = nil, next: String? = nil, exitCode: ExitCode
    ) {
        self.code = code
        self.message = message
        self.cause = cause
        self.next = next
        self.exitCode = exitCode
    }

    package var description: String {
        [message, cause.map { "because: \($0)" }, next.map { "next: \($0)" }].compactMap(\.self)
            .joined(separator: "\n")
    }
}
