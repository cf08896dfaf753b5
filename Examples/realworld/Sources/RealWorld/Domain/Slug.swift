/// The readable part of an article's address, made from its title.
enum Slug {
    /// The longest slug made from a title, in characters; the suffix that keeps it unique comes on top.
    static let longest = 80

    /// Lower case, letters and digits of any script kept, everything else one hyphen; `article` where nothing is left.
    static func make(fromTitle title: String) -> String {
        var slug = ""
        var pendingHyphen = false
        for character in title.lowercased() {
            guard character.isLetter || character.isNumber else {
                pendingHyphen = !slug.isEmpty
                continue
            }
            if slug.count + (pendingHyphen ? 2 : 1) > longest { break }
            if pendingHyphen { slug.append("-") }
            pendingHyphen = false
            slug.append(character)
        }
        return slug.isEmpty ? "article" : slug
    }

    /// Candidates for a title in the order in which to try them: plain, then with a suffix of six letters and digits.
    /// Six of 36 leave two billion per title, so that eight tries fail only when something else is wrong.
    static func candidate(_ base: String, attempt: Int, randomBytes: (Int) -> [UInt8]) -> String {
        guard attempt > 0 else { return base }
        let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return base + "-" + String(randomBytes(6).map { letters[Int($0) % letters.count] })
    }
}
