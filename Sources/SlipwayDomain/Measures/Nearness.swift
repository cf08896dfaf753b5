/// Finds what somebody may have meant.
package enum Nearness {
    /// The name with the fewest edits, if they are few for its length; of equals the first in order.
    package static func nearest(to word: String, among names: [String]) -> String? {
        let limit = max(1, word.count / 3)
        let measured = names.prefix(500).map { (name: $0, distance: distance(word, $0)) }
        guard let best = measured.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }), best.distance <= limit
        else { return nil }
        return best.name
    }

    /// Edit distance of two words without regard to case, of at most 100 characters each; two letters swapped are one
    /// edit.
    package static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().prefix(100))
        let right = Array(right.lowercased().prefix(100))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var best = min(
                    last[column] + (left[row] == right[column] ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
