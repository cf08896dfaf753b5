/// Rows under headings, aligned by terminal columns.
package struct Table: Sendable, Equatable {
    package var headings: [String]
    package var rows: [[String]]
    package var indent: Int

    package init(_ headings: [String], rows: [[String]] = [], indent: Int = 0) {
        self.headings = headings
        self.rows = rows
        self.indent = indent
    }

    /// The last column takes what is left of the style's width and is cut there.
    package func lines(_ style: Style) -> [String] {
        let count = headings.count
        let widths = (0..<count).map { column in
            ([headings] + rows).map { $0.count > column ? $0[column].columns : 0 }.max() ?? 0
        }
        func line(_ cells: [String], paint: (String) -> String = { $0 }) -> String {
            var text = String(repeating: " ", count: indent)
            for (column, cell) in cells.prefix(count).enumerated() {
                let isLast = column == count - 1
                let room = style.width - text.columns
                let shown = isLast ? cell.cut(to: max(20, room)) : cell
                text += paint(shown)
                if !isLast { text += String(repeating: " ", count: widths[column] - cell.columns + 2) }
            }
            return text
        }
        let heads = headings.contains { !$0.isEmpty } ? [line(headings) { style.paint($0, .dim) }] : []
        return heads + rows.map { line($0) }
    }
}
