/// What a container runs first: the plan's entry point and command over those of the image.
///
/// A shell script in it is only skimmed: names that depend on variables or on what other commands print are left out.
package struct StartCommand: Hashable, Sendable {
    /// The program and its arguments.
    package var words: [String]

    package init(words: [String]) {
        self.words = words
    }

    /// An entry point of the plan takes the image's command away, as Docker and ECS do it.
    package init(_ plan: ServicePlan, _ contents: ImageContentsFact) {
        let command = plan.command ?? []
        if let entryPoint = plan.entryPoint, !entryPoint.isEmpty {
            words = entryPoint + command
        } else {
            words = contents.entryPoint + (command.isEmpty ? contents.command : command)
        }
    }

    /// Of a task that runs before the service: only the command is another.
    package init(_ before: BeforePlan, of plan: ServicePlan, _ contents: ImageContentsFact) {
        let own = plan.entryPoint ?? []
        words = (own.isEmpty ? contents.entryPoint : own) + before.command
    }

    package var program: String? { words.first }

    /// What a shell is given to run, in `sh -c SCRIPT`.
    package var script: String? {
        guard words.count >= 3, let program, Self.isShell(program), words[1].hasPrefix("-"), words[1].hasSuffix("c")
        else { return nil }
        return words[2]
    }

    /// The simple commands of the script, each as its words; of a command without a script, itself.
    package var commands: [[String]] { script.map(Self.commands) ?? [words] }

    /// Programs that a shell's script begins its commands with, in their order; empty where no shell runs one.
    package var scriptPrograms: [String] {
        guard script != nil else { return [] }
        return commands.compactMap(\.first).filter { !Self.isBuiltin($0) }.uniqued
    }

    /// Files that interpreters are told to run, in their order: `server.js` of `node server.js`.
    package var files: [String] { commands.compactMap(Self.file).uniqued }

    package static func isShell(_ word: String) -> Bool {
        ["sh", "bash", "ash", "dash", "zsh", "ksh"].contains(baseName(word))
    }

    /// The last part of a path.
    package static func baseName(_ word: String) -> String {
        String(word.split(separator: "/").last ?? Substring(word))
    }

    /// The file that an interpreter runs; nothing where it is told code, a module, or nothing.
    package static func file(of words: [String]) -> String? {
        guard let first = words.first else { return nil }
        let program = baseName(first)
        var rest = words.dropFirst()
        if program == "java" {
            guard let jar = rest.firstIndex(of: "-jar") else { return nil }
            return rest[rest.index(after: jar)...].first.flatMap(plainFile)
        }
        guard isShell(program) || interpreters.contains(where: { program.hasPrefix($0) }) else { return nil }
        while let option = rest.first, option.hasPrefix("-") {
            rest = rest.dropFirst()
            if ["-c", "-e", "-m", "--eval", "-ec", "-lc"].contains(option) { return nil }
            if ["-r", "--require", "--import", "--loader", "-I", "-W", "-X"].contains(option) {
                rest = rest.dropFirst()
            }
        }
        guard let file = rest.first.flatMap(plainFile) else { return nil }
        // `dotnet run` and the like are commands, not files.
        return program == "dotnet" && !file.hasSuffix(".dll") ? nil : file
    }

    private static let interpreters = ["node", "nodejs", "python", "ruby", "php", "perl", "dotnet"]

    private static func plainFile(_ word: String) -> String? {
        word.isEmpty || word.contains { "$`*?".contains($0) } ? nil : word
    }

    private static func isBuiltin(_ word: String) -> Bool {
        [
            ".", ":", "[", "cd", "echo", "exec", "exit", "export", "false", "printf", "pwd", "read", "set", "shift",
            "source", "test", "trap", "true", "ulimit", "umask", "unset", "wait",
        ].contains(word)
    }

    /// Words after which a shell goes on with a command of its own grammar.
    private static let keywords: Set<String> = [
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "function", "!", "{",
        "}", "in",
    ]

    private static func commands(of script: String) -> [[String]] {
        words(of: script).compactMap { words in
            var rest = words[...]
            while let first = rest.first, isAssignment(first) || first == "exec" { rest = rest.dropFirst() }
            guard let first = rest.first, !keywords.contains(first),
                !first.contains(where: { "$`(){}<>\"'*?=".contains($0) })
            else { return nil }
            return Array(rest)
        }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
        return word[..<sign].allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// Takes a script apart at what ends a command, outside of quotes.
    private static func words(of script: String) -> [[String]] {
        var commands: [[String]] = [[]]
        var word = ""
        var isWord = false
        var quote: Character?
        var isEscaped = false
        func end() {
            if isWord { commands[commands.count - 1].append(word) }
            word = ""
            isWord = false
        }
        for character in script.prefix(10_000) {
            if isEscaped {
                isEscaped = false
                word.append(character)
            } else if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else {
                switch character {
                case "\\":
                    isEscaped = true
                    isWord = true
                case "'", "\"":
                    quote = character
                    isWord = true
                case ";", "\n", "&", "|":
                    end()
                    if commands.last?.isEmpty == false { commands.append([]) }
                case " ", "\t": end()
                default:
                    word.append(character)
                    isWord = true
                }
            }
        }
        end()
        return commands.filter { !$0.isEmpty }
    }

    /// Whether the script's quotes are all closed: where they are not, a shell ends with a syntax error.
    package var isQuotingWhole: Bool {
        guard let script else { return true }
        var quote: Character?
        var isEscaped = false
        var isComment = false
        var last: Character = " "
        for character in script.prefix(10_000) {
            defer { last = character }
            if isComment {
                isComment = character != "\n"
            } else if isEscaped {
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil }
            } else if character == "#", last == " " || last == "\n" {
                isComment = true
            } else if character == "'" || character == "\"" {
                quote = character
            }
        }
        return quote == nil
    }
}

extension HealthPlan {
    /// Programs that the check inside the container needs, in their order; empty where there is none.
    package var programs: [String] {
        guard let command, let kind = command.first, let first = command.dropFirst().first else { return [] }
        return kind == "CMD-SHELL"
            ? ["/bin/sh"] + StartCommand(words: ["/bin/sh", "-c", first]).scriptPrograms : [first]
    }
}

extension ServicePlan {
    /// What to look for in an image: the names that `ImageContentsFact.programs` and `.files` are asked about.
    ///
    /// - Parameter contents: how the image itself is to be run.
    package func wanted(in contents: ImageContentsFact) -> (programs: [String], files: [String]) {
        let commands = [StartCommand(self, contents)] + before.map { StartCommand($0, of: self, contents) }
        let programs = commands.flatMap { [$0.program].compactMap(\.self) + $0.scriptPrograms } + health.programs
        return (programs.uniqued, commands.flatMap(\.files).uniqued)
    }
}

extension [String] {
    /// In the order of first appearance.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
