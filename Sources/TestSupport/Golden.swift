import Foundation
package import Testing

/// Compares `text` with the file `name` beside the test's source; `GOLDEN=rewrite` in the environment writes it instead.
///
/// A rewrite is reviewed like code: the difference is what changed for the people who read that text.
///
/// - Parameters:
///   - name: A path relative to the folder of the test's source, such as `Golden/plan.txt`.
///   - text: What the code under test made.
///   - file: The test's own source; leave it out.
///   - location: Where a failure is reported; leave it out.
package func expectGolden(
    _ name: String, _ text: String, file: String = #filePath, location: SourceLocation = #_sourceLocation
) throws {
    let url = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["GOLDEN"] == "rewrite" {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
        return
    }
    guard let wanted = try? String(contentsOf: url, encoding: .utf8) else {
        Issue.record("no golden file \(name): run again with GOLDEN=rewrite and review it", sourceLocation: location)
        return
    }
    guard wanted != text else { return }
    Issue.record(
        "\(name) differs (GOLDEN=rewrite writes it anew):\n\(firstDifference(wanted, text))",
        sourceLocation: location)
}

/// The first line that differs, with its number and two lines of context before it.
func firstDifference(_ wanted: String, _ got: String) -> String {
    let left = wanted.split(separator: "\n", omittingEmptySubsequences: false)
    let right = got.split(separator: "\n", omittingEmptySubsequences: false)
    let index =
        zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        ?? min(left.count, right.count)
    var lines = left[max(0, index - 2)..<index].map { "  \($0)" }
    lines.append("- \(index < left.count ? String(left[index]) : "(end)")")
    lines.append("+ \(index < right.count ? String(right[index]) : "(end)")")
    return "line \(index + 1)\n" + lines.joined(separator: "\n")
}
