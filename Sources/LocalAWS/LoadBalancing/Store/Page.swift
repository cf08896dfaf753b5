extension ELB {
    /// One page of a list, and the marker that asks for the next one.
    package struct Page<Element: Sendable>: Sendable {
        package var elements: [Element]
        package var nextMarker: String?
    }
}

extension ELB.Page {
    /// - Parameters:
    ///   - marker: from the page before; it holds the key of that page's last element.
    ///   - size: 1–400, 400 when nil.
    package init(
        _ all: [Element], marker: String?, size: Int?, key: (Element) -> String
    ) throws(ELB.Refusal) {
        guard (1...400).contains(size ?? 400) else {
            throw .invalid("Page size must be in the range 1-400 inclusive")
        }
        var start = 0
        if let marker {
            guard let last = all.firstIndex(where: { key($0) == marker }) else {
                throw .invalid("The specified marker '\(marker)' is not valid")
            }
            start = last + 1
        }
        let end = min(start + (size ?? 400), all.count)
        elements = Array(all[start..<end])
        nextMarker = end < all.count ? elements.last.map(key) : nil
    }
}
