/// A server that a line of a log speaks of.
struct ServerAddress: Hashable, Sendable {
    var host: String?
    var port: Int?

    /// `db.example:5432`; never what stands before an `@`, which may hold a password.
    var text: String {
        switch (host, port) {
        case (let host?, let port?): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case (let host?, nil): host
        case (nil, let port?): "port \(port)"
        case (nil, nil): ""
        }
    }

    /// The task itself.
    var isOwn: Bool {
        host.map { $0 == "localhost" || $0.hasPrefix("127.") || $0 == "::1" || $0 == "0.0.0.0" } ?? false
    }

    /// What mostly listens on such a port.
    var product: String? { port.flatMap { Self.products[$0] } }

    static let products: [Int: String] = [
        1433: "SQL Server", 1521: "Oracle", 2379: "etcd", 3306: "MySQL", 4222: "NATS", 5432: "PostgreSQL",
        5433: "PostgreSQL", 5671: "RabbitMQ", 5672: "RabbitMQ", 6379: "Redis", 6380: "Redis", 6432: "PgBouncer",
        8182: "Neptune", 9042: "Cassandra", 9092: "Kafka", 9094: "Kafka", 9200: "OpenSearch", 11211: "Memcached",
        26257: "CockroachDB", 27017: "MongoDB", 27018: "MongoDB",
    ]

    /// Collectors of traces, metrics and logs: an application mostly lives without them.
    static let telemetryPorts: Set<Int> = [2000, 4317, 4318, 8125, 8126, 9411, 14250, 14268, 24224]

    /// The first address of a text: `10.0.0.5:5432`, `[::1]:6379`, `postgres://u:p@db:5432/x`, `"db", port 5432`.
    init?(in text: some StringProtocol) {
        let text = String(text.prefix(2000))
        guard let address = Self.spelledOut(text) ?? Self.token(text) else { return nil }
        self = address
    }

    init(host: String?, port: Int?) {
        self.host = host
        self.port = port
    }

    /// As libpq and MySQL spell it: `server at "db" (10.0.0.5), port 5432`, `on 'db:3306'`.
    private static func spelledOut(_ text: String) -> ServerAddress? {
        for start in ["server at \"", "server on '", "running on host \"", "server at `", "MySQL server host '"] {
            guard let range = text.firstRange(of: start) else { continue }
            let name = text[range.upperBound...].prefix { !"\"'`".contains($0) }
            guard !name.isEmpty, name.count < 254 else { continue }
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]),
                !name[..<colon].contains(":")
            {
                return ServerAddress(host: String(name[..<colon]), port: port)
            }
            return ServerAddress(host: String(name), port: port(after: "port ", in: text[range.upperBound...]))
        }
        return nil
    }

    private static func port(after word: String, in text: Substring) -> Int? {
        guard let range = text.firstRange(of: word) else { return nil }
        return Int(text[range.upperBound...].drop { $0 == "\"" }.prefix { $0.isNumber })
    }

    private static func token(_ text: String) -> ServerAddress? {
        for piece in text.split(whereSeparator: { $0.isWhitespace || "\"'`(){}<>,;|=".contains($0) }) {
            var token = piece
            var isAddress = false
            if let scheme = token.firstRange(of: "://") {
                token = token[scheme.upperBound...]
                isAddress = true
            }
            if let at = token.lastIndex(of: "@") { token = token[token.index(after: at)...] }
            if isAddress { token = token.prefix { $0 != "/" && $0 != "?" } }
            while let last = token.last, ".:!/".contains(last) { token = token.dropLast() }
            guard let colon = token.lastIndex(of: ":") else { continue }
            let digits = token[token.index(after: colon)...]
            guard (2...5).contains(digits.count), let port = Int(digits), (1...65535).contains(port) else { continue }
            var host = token[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard isHost(host, port: port, known: isAddress) else { continue }
            return ServerAddress(host: String(host), port: port)
        }
        return nil
    }

    /// A place in a source file (`main.go:42`) and a time (`10:54:32`) look much like an address.
    private static func isHost(_ host: Substring, port: Int, known: Bool) -> Bool {
        guard !host.isEmpty, host.count < 254 else { return false }
        if host.hasPrefix("::") || host == "localhost" { return true }
        guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") })
        else { return false }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.count == 4, numbers.allSatisfy({ UInt8($0) != nil }) { return true }
        guard host.contains(where: \.isLetter) else { return false }
        if known { return true }
        let sources = [
            "js", "ts", "mjs", "cjs", "py", "go", "rb", "java", "kt", "php", "cs", "rs", "swift", "exs", "ex",
        ]
        return products[port] != nil && !sources.contains { host.hasSuffix(".\($0)") }
    }
}
