import SlipwayDomain

/// Reads hosts and ports out of what the application is given. User names, passwords and paths are never kept.
enum Addresses {
    /// - Parameter secrets: values of secret variables by the variable's name.
    static func found(in plan: ServicePlan, secrets: [String: String]) -> [AddressFact] {
        var given = secrets
        for variable in plan.variables { given[variable.name] = variable.value }
        return found(in: given)
    }

    static func found(in given: [String: String]) -> [AddressFact] {
        var found: [AddressFact] = []
        for (name, value) in given.sorted(by: { $0.key < $1.key }) where value.utf8.count <= 4096 {
            let value = String(value.filter { !$0.isWhitespace })
            let some = urls(value) ?? host(name, value, given)
            for (host, port) in some where !isOurselves(host) {
                let fact = AddressFact(variable: name, host: host, port: port)
                if !found.contains(fact) { found.append(fact) }
            }
        }
        return found
    }

    private static let ports: [String: Int] = [
        "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mariadb": 3306, "redis": 6379, "rediss": 6379,
        "valkey": 6379, "mongodb": 27017, "amqp": 5672, "amqps": 5671, "http": 80, "https": 443, "memcached": 11211,
        "nats": 4222, "sqlserver": 1433, "mssql": 1433, "oracle": 1521, "kafka": 9092, "ldap": 389, "ldaps": 636,
        "smtp": 25, "smtps": 465,
    ]

    /// The addresses of a URL such as `postgres://user:password@host:5432/name`; nothing for what is none.
    private static func urls(_ value: String) -> [(String, Int)]? {
        let text = value.hasPrefix("jdbc:") ? String(value.dropFirst(5)) : value
        guard let sign = text.firstRange(of: "://") else { return nil }
        // `postgresql+asyncpg` is spoken over PostgreSQL's port, too.
        let scheme = text[..<sign.lowerBound].lowercased().split(separator: "+").first.map(String.init) ?? ""
        guard !scheme.isEmpty, scheme.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
        let rest = text[sign.upperBound...].prefix { !"/?#;".contains($0) }
        let authority = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        return authority.split(separator: ",").compactMap { address($0, else: ports[scheme]) }
    }

    /// The address of a variable such as `DB_HOST`, with the port of `DB_PORT`.
    private static func host(_ name: String, _ value: String, _ given: [String: String]) -> [(String, Int)] {
        let upper = name.uppercased()
        let endings = ["HOSTNAME", "HOST", "ENDPOINT", "ADDRESS", "ADDR", "SERVER"]
        guard let ending = endings.first(where: { upper == $0 || upper.hasSuffix("_" + $0) }) else { return [] }
        let stem = upper.dropLast(ending.count)
        let port = given.first { $0.key.uppercased() == stem + "PORT" }.flatMap { Int($0.value) }
        let known = [
            ("POSTGRES", 5432), ("PG", 5432), ("MYSQL", 3306), ("MARIADB", 3306), ("REDIS", 6379), ("VALKEY", 6379),
            ("MONGO", 27017), ("MEMCACHE", 11211), ("RABBIT", 5672), ("AMQP", 5672),
        ]
        let guess = known.first { stem.hasPrefix($0.0) }?.1
        return [address(Substring(value), else: port ?? guess)].compactMap(\.self)
    }

    /// `host`, `host:port` or `[address]:port`.
    private static func address(_ text: Substring, else port: Int?) -> (String, Int)? {
        var host = text
        var own: Int?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.hasPrefix(":") { own = Int(rest.dropFirst()) }
        } else if let colon = text.lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]) else { return nil }
            host = text[..<colon]
            own = number
        }
        guard let port = own ?? port, (1...65_535).contains(port), isHost(host) else { return nil }
        return (String(host), port)
    }

    private static func isHost(_ text: Substring) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:".contains($0)) }
            && text.contains { $0.isLetter || $0.isNumber }
    }

    private static func isOurselves(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"].contains(host.lowercased())
    }
}
