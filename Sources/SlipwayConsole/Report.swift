/// Something that is printed: a value with a text for people and a JSON form. The switch between them stands once, in
/// `Console.report`.
package protocol Report: Encodable, Sendable {
    /// The `type` of its JSON line; the last line of a command is `result`.
    static var type: String { get }
    func lines(_ style: Style) -> [String]
}
