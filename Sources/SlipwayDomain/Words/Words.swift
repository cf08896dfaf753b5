/// A sentence in every language that Slipway speaks. Whoever prints it chooses one.
///
/// Names, ids, texts of AWS and things to type stand the same in all of them.
package struct Words: Hashable, Sendable, Codable {
    package var en: String
    package var ko: String

    package init(_ en: String, ko: String) {
        self.en = en
        self.ko = ko
    }

    /// A text that is no sentence: a name, a command, another's words.
    package init(same text: String) {
        en = text
        ko = text
    }

    package static let none = Words(same: "")

    package var isEmpty: Bool { en.isEmpty }

    package func text(in language: Language) -> String {
        switch language {
        case .english: en
        case .korean: ko
        }
    }

    /// Both sides one after the other.
    package static func + (left: Words, right: Words) -> Words { Words(left.en + right.en, ko: left.ko + right.ko) }
}

/// A language that Slipway speaks.
package enum Language: String, Hashable, Sendable, Codable, CaseIterable {
    case english = "en"
    case korean = "ko"

    /// The language that a locale's name asks for: `ko_KR.UTF-8`, `ko`; English for any other.
    package init(locale: String) {
        self = locale.prefix(2).lowercased() == "ko" ? .korean : .english
    }

    /// The language that a process's variables ask for, in the order in which POSIX reads them.
    package static func of(_ variables: [String: String]) -> Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let locale = variables[name], !locale.isEmpty { return Language(locale: locale) }
        }
        return .english
    }
}
