/// Which recognisers of the catalogue a text concerns, found by their phrases in one pass over it.
struct PhraseIndex: Sendable {
    /// A recogniser that reads texts.
    struct Reader: Sendable {
        var mode: FailureMode
        /// Its place in the catalogue: what decides between two of the same specificity.
        var order: Int
        var places: Set<Place>
        var read: @Sendable (Reason, Scene) -> Recognition?
    }

    private let readers: [Reader]
    /// The readers that each phrase calls.
    private let owners: [[Int]]
    private let scanner: PhraseScanner

    static let catalogue = PhraseIndex(Catalogue.all)

    init(_ modes: [FailureMode]) {
        var readers: [Reader] = []
        var phrases: [String] = []
        var owners: [[Int]] = []
        var numbers: [String: Int] = [:]
        for (order, mode) in modes.enumerated() {
            for case .text(let places, let own, let read) in mode.recognisers {
                for phrase in own {
                    let number = numbers[phrase, default: phrases.count]
                    if number == phrases.count {
                        numbers[phrase] = number
                        phrases.append(phrase)
                        owners.append([])
                    }
                    owners[number].append(readers.count)
                }
                readers.append(Reader(mode: mode, order: order, places: places, read: read))
            }
        }
        self.readers = readers
        self.owners = owners
        scanner = PhraseScanner(phrases)
    }

    /// The readers that a text in that place concerns, the most specific first.
    func readers(of text: String, in place: Place?) -> [Reader] {
        var wanted: [Int] = []
        scanner.scan(text.bounded.plainQuotes) { phrase in
            for reader in owners[phrase] where !wanted.contains(reader) { wanted.append(reader) }
        }
        guard !wanted.isEmpty else { return [] }
        return wanted.map { readers[$0] }.filter { reader in place.map { reader.places.contains($0) } ?? true }
            .sorted { ($1.mode.specificity, $0.order) < ($0.mode.specificity, $1.order) }
    }

    /// The first reader, in their order, that makes something of the text.
    func recognise(_ reason: Reason, _ scene: Scene) -> (FailureMode, Recognition)? {
        for reader in readers(of: reason.text, in: scene.place) {
            if let found = reader.read(reason, scene) { return (reader.mode, found) }
        }
        return nil
    }
}

extension String {
    /// With ASCII apostrophes: AWS's newer texts have curly ones.
    var plainQuotes: String {
        guard utf8.contains(0xE2), contains("\u{2019}") else { return self }
        return String(map { $0 == "\u{2019}" ? "'" : $0 })
    }
}
