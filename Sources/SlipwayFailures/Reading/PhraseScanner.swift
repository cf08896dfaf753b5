/// Finds which of many phrases occur in a text, in one pass (Aho and Corasick, 1975).
///
/// The catalogue holds some hundred phrases, and a service that crashed all night has written a million lines. ASCII
/// letters match in either case.
struct PhraseScanner: Sendable {
    /// Where each state goes on each class of bytes: `state * classes + class`.
    private var next: [Int32]
    /// Numbers of the phrases that end in each state.
    private var found: [[Int32]]
    /// Whether any does: asked for every byte.
    private var ends: [Bool] = []
    /// The class of each byte; 0 for bytes that no phrase holds.
    private let classes: [UInt8]
    private let width: Int

    /// - Parameter phrases: in lower case.
    init(_ phrases: [String]) {
        var classes = [UInt8](repeating: 0, count: 256)
        var count: UInt8 = 1
        for byte in Set(phrases.flatMap(\.utf8)).sorted() where count < 255 {
            classes[Int(byte)] = count
            if (0x61...0x7A).contains(byte) { classes[Int(byte) - 0x20] = count }
            count += 1
        }
        self.classes = classes
        width = Int(count)
        next = [Int32](repeating: -1, count: width)
        found = [[]]
        for (number, phrase) in phrases.enumerated() { insert(phrase, Int32(number)) }
        link()
    }

    private mutating func insert(_ phrase: String, _ number: Int32) {
        var state = 0
        for byte in phrase.utf8 {
            let slot = state * width + Int(classes[Int(byte)])
            if next[slot] < 0 {
                next[slot] = Int32(found.count)
                next += [Int32](repeating: -1, count: width)
                found.append([])
            }
            state = Int(next[slot])
        }
        found[state].append(number)
    }

    /// Turns the tree of phrases into an automaton that never steps back in the text.
    private mutating func link() {
        var fallback = [Int](repeating: 0, count: found.count)
        var queue: [Int] = []
        for byte in 0..<width {
            let child = Int(next[byte])
            if child > 0 { queue.append(child) } else { next[byte] = 0 }
        }
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            found[state] += found[fallback[state]]
            for byte in 0..<width {
                let slot = state * width + byte
                let behind = next[fallback[state] * width + byte]
                if next[slot] < 0 {
                    next[slot] = behind
                } else {
                    fallback[Int(next[slot])] = Int(behind)
                    queue.append(Int(next[slot]))
                }
            }
        }
        ends = found.map { !$0.isEmpty }
    }

    /// Calls `body` with the number of each phrase that occurs, once for each place where it ends.
    func scan(_ text: String, limit: Int = 8192, _ body: (Int) -> Void) {
        // A native string gives its bytes as they lie; a bridged one is copied once.
        var text = text
        text.withUTF8 { bytes in
            classes.withUnsafeBufferPointer { classes in
                next.withUnsafeBufferPointer { next in
                    ends.withUnsafeBufferPointer { ends in
                        var state = 0
                        for index in 0..<min(bytes.count, limit) {
                            state = Int(next[state &* width &+ Int(classes[Int(bytes[index])])])
                            if ends[state] { for number in found[state] { body(Int(number)) } }
                        }
                    }
                }
            }
        }
    }
}
