/// How data is written to standard output.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// One JSON object a line; the last one is `{"type":"result",…}`. Nothing prompts.
    case json
}
