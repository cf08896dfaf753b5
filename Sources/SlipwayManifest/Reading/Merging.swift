extension Element {
    /// This element with another laid over it: sections merge key by key, everything else is replaced. An explicit
    /// null removes a key.
    func merged(with other: Element) -> Element {
        guard case .section(let base) = content, case .section(let over) = other.content else { return other }
        var entries = base
        for entry in over {
            let index = entries.firstIndex { $0.key == entry.key }
            if case .null = entry.value.content {
                if let index { entries.remove(at: index) }
            } else if let index {
                entries[index].value = entries[index].value.merged(with: entry.value)
                entries[index].keyPlace = entry.keyPlace
            } else {
                entries.append(entry)
            }
        }
        return Element(place: place, content: .section(entries))
    }

    subscript(_ key: String) -> Element? {
        guard case .section(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    func without(_ keys: Set<String>) -> Element {
        guard case .section(let entries) = content else { return self }
        return Element(place: place, content: .section(entries.filter { !keys.contains($0.key) }))
    }
}
