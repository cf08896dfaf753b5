/// Why a runtime cannot be used on this machine, and what to do about it.
package struct RuntimeUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
