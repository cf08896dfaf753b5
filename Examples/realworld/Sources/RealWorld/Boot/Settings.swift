import Logging

/// Everything the environment says, checked.
struct Settings: Sendable {
    enum DatabaseAddress: Equatable, Sendable {
        /// A path, or `:memory:`.
        case sqlite(path: String)
        /// The whole address, as libpq reads it.
        case postgres(String)
    }

    var database: DatabaseAddress
    var jwtSecret: String
    var environment: String
    var host = "0.0.0.0"
    var port = 8080
    /// Names what is deployed, so that a rollout can be watched.
    var release = "unknown"
    var databaseConnections = 8
    var logLevel = Logger.Level.info
    var fault: Fault?
    /// Not from the environment: only tests make passwords cheap.
    var passwordCost = PasswordCost()

    /// Reads the environment. All that is missing is named in one line, all that is wrong in another form of it.
    init(environment variables: [String: String], needsSecret: Bool = true) throws(Complaint) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let needed = needsSecret ? ["DATABASE_URL", "JWT_SECRET", "ENVIRONMENT"] : ["DATABASE_URL"]
        let missing = needed.filter { value($0) == nil }
        guard missing.isEmpty else {
            let verb = missing.count == 1 ? "variable is" : "variables are"
            throw Self.wrong("\(missing.count) environment \(verb) missing: \(missing.joined(separator: ", "))")
        }
        database = try Self.address(value("DATABASE_URL") ?? "")
        jwtSecret = value("JWT_SECRET") ?? ""
        if needsSecret, jwtSecret.utf8.count < 32 {
            throw Self.wrong(
                "JWT_SECRET has \(jwtSecret.utf8.count) bytes, 32 or more are needed; make one with: openssl rand -hex 32"
            )
        }
        environment = value("ENVIRONMENT") ?? ""
        if let text = value("HOST") { host = text }
        if let text = value("RELEASE") { release = text }
        if let text = value("PORT") { port = try Self.port(text, "PORT") }
        if let text = value("DATABASE_CONNECTIONS") {
            guard let number = Int(text), (1...100).contains(number) else {
                throw Self.wrong("DATABASE_CONNECTIONS must be a whole number from 1 to 100")
            }
            databaseConnections = number
        }
        if let text = value("LOG_LEVEL") {
            guard let level = Logger.Level(rawValue: text.lowercased()) else {
                throw Self.wrong("LOG_LEVEL must be one of trace, debug, info, notice, warning, error, critical")
            }
            logLevel = level
        }
        if let text = value("REALWORLD_FAULT") {
            guard let fault = Fault(text) else { throw Self.wrong("REALWORLD_FAULT must be one of \(Fault.forms)") }
            self.fault = fault
        }
    }

    static func port(_ text: String, _ name: String) throws(Complaint) -> Int {
        guard let port = Int(text), (0...65_535).contains(port) else {
            throw wrong("\(name) must be a whole number from 0 to 65535 (0 lets the system choose)")
        }
        return port
    }

    private static func address(_ text: String) throws(Complaint) -> DatabaseAddress {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") { return .postgres(text) }
        if text.hasPrefix("sqlite:") {
            var path = text.dropFirst("sqlite:".count)
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            if !path.isEmpty { return .sqlite(path: String(path)) }
        }
        throw wrong("DATABASE_URL must be sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE")
    }

    private static func wrong(_ line: String) -> Complaint { Complaint(code: Complaint.Code.configuration, line: line) }

    func open(logger: Logger) throws(DatabaseFailure) -> any Database {
        switch database {
        case .sqlite(let path): return try SQLiteDatabase(path: path)
        case .postgres(let address):
            var limits = PostgresDatabase.Limits()
            limits.connections = databaseConnections
            return PostgresDatabase(address: address, limits: limits, logger: logger)
        }
    }
}
