/// Finds what somebody may have meant.
enum Nearness {
    /// The name with the fewest edits, if they are few for its length; of equals the first in order.
    static func nearest(to word: String, among names: [String]) -> String? {
        let limit = max(1, word.count / 3)
        let measured = names.prefix(500).map { (name: $0, distance: distance(word, $0)) }
        guard let best = measured.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }), best.distance <= limit
        else { return nil }
        return best.name
    }

    /// Edit distance of two words without regard to case, of at most 100 characters each.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().prefix(100))
        let right = Array(right.lowercased().prefix(100))
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let kept = diagonal + (right[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(kept, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
