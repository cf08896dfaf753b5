import SlipwayDomain

/// What a line says of an environment variable that is missing, in the words of many languages and libraries.
struct MissingVariable: Sendable {
    /// Its name, where the line or its neighbours say it.
    var name: String?

    static let phrases = named + whole + listing + [property]

    /// Say that a variable is missing, with its name near to them.
    private static let named = [
        "is required", "are required", "missing required", "required environment variable", "must be set",
        "must be provided", "must be defined", "is not set", "not defined", "not been set", "is undefined",
        "environment variable not found", "missing environment variable", "missing env var", "is missing",
        "must not be empty", "cannot be empty", "keyerror: ", "key not found: ", "required key ", "unbound variable",
        "parameter not set", "parameter null or not set", "not found. declare it as envvar", "you must specify ",
        "environment variable is missing", "set the ", "must have a value", "missing value",
    ]
    /// Say it without a name, and mean nothing else.
    private static let whole = [
        "secretorprivatekey must have a value", "jwtstrategy requires a secret or key", "err` value: notpresent",
        "the secret_key setting must not be empty", "no application encryption key has been specified",
        "missing `secret_key_base`", "component secret and auth password must be set",
        "superuser password is not specified", "'url' attribute is not specified",
    ]
    /// Head a list of names.
    private static let listing = [
        "missing environment variables:", "invalid environment variables", "zoderror", "type=missing",
        "type=value_error.missing",
    ]
    private static let property = "could not resolve placeholder '"

    /// Nothing where the line says no such thing, or says that the application gets along.
    init?(_ line: Reason, _ scene: Scene) {
        guard !ApplicationWords.isCalm(line), !ApplicationWords.isWarning(line),
            !line.hasAny(
                "using default", "defaulting to", "default value", "falling back", "fallback", "skipping", "optional",
                "will be disabled", "is disabled", "referenceerror", "nameerror")
                || line.has("declare it as envvar")
        else { return nil }
        if line.has(Self.property), let name = line.value(after: "placeholder '", until: ["'"]) {
            self.name = VariableNames.isName(name) ? name : VariableNames.variable(ofProperty: name)
        } else if Self.whole.contains(where: { line.has($0) }) {
            name = Self.wholeName(line)
        } else if Self.listing.contains(where: { line.has($0) }) {
            guard let name = Self.listedName(line, scene) else { return nil }
            self.name = name
        } else if let name = VariableNames.nearest(to: Self.named, in: line), Self.isTold(line, name) {
            self.name = name
        } else {
            return nil
        }
    }

    /// Phrases that are said of many things need more than a name near to them.
    private static func isTold(_ line: Reason, _ name: String) -> Bool {
        let name = name.lowercased()
        if line.has("keyerror: ") { return line.hasAny("keyerror: '\(name)'", "keyerror: \"\(name)\"") }
        if line.has("key not found: ") { return line.hasAny("key not found: \"\(name)\"", "key not found: :\(name)") }
        if line.has("set the ") {
            return line.hasAny("set the \(name) environment variable", "is required", "must be set", "is not set")
        }
        return true
    }

    private static func wholeName(_ line: Reason) -> String? {
        if line.has("secret_key_base") { return "SECRET_KEY_BASE" }
        if line.has("the secret_key setting") { return "SECRET_KEY" }
        if line.has("no application encryption key") { return "APP_KEY" }
        return line.has("superuser password") ? "POSTGRES_PASSWORD" : nil
    }

    private static func listedName(_ line: Reason, _ scene: Scene) -> String? {
        if let same = VariableNames.nearest(to: listing, in: line) { return same }
        let (before, after) = ApplicationWords.neighbours(of: line, scene)
        if line.hasAny("type=missing", "type=value_error.missing") {
            // Pydantic writes the field's name on the line before, in its own letters.
            guard let field = before.first, let first = field.first, first.isLetter || first == "_",
                field.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
            else { return nil }
            return field.uppercased()
        }
        return after.lazy.compactMap(VariableNames.listed).first
    }
}
