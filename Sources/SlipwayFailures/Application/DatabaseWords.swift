import SlipwayDomain

/// What failures to reach a database share. They are told of other servers that the application needs as well.
enum DatabaseWords {
    /// What a line says of a connection that failed; the first that fits, most telling first.
    enum Trouble: Hashable, Sendable {
        case unknownHost
        case loginRefused
        case full
        case refused
        case silent
    }

    static let unknownHost = [
        "enotfound ", "eai_again ", "could not translate host name", "unknown mysql server host",
        "name or service not known", "temporary failure in name resolution", "no such host", "unknownhostexception",
        "name does not resolve", "failed to lookup address information", "nodename nor servname provided",
        "no address associated with hostname", "getaddrinfo failed", "getaddrinfo for ", "socket.gaierror",
        "host not found in upstream", "could not resolve host", "unknown(host: ",
    ]
    static let loginRefused = [
        "password authentication failed", "access denied for user", "login failed for user", "wrongpass",
        "no pg_hba.conf entry", "noauth authentication required", "bad auth : authentication failed",
        "mongoservererror: authentication failed", "authentication failed against database server", "ora-01017",
        "pam authentication failed", "sasl authentication failed", "saslauthenticationexception",
        "invalid username-password pair",
    ]
    static let full = [
        "too many clients already", "remaining connection slots are reserved", "too many connections",
        "max number of clients reached", "connection limit exceeded for", "maxclientsinsessionmode",
        "no more connections allowed", "er_con_count_error",
    ]
    static let refused = ["econnrefused", "connection refused", "connectionrefused"]
    static let silent = [
        "etimedout", "connection timed out", "timeout expired", "communications link failure", "i/o timeout",
        "connect timed out", "connection timeout", "ehostunreach", "no route to host", "enetunreach",
        "network is unreachable", "the connection attempt failed", "serverselectiontimeouterror",
        "mongoserverselectionerror", "can't reach database server", "can't connect to mysql server",
        "connecttimeouterror", "connecttimeout", "pool timed out", "pooltimedout",
        "timeout acquiring a connection", "connection is not available, request timed out", "operation timed out",
        "system.timeoutexception",
    ]

    /// Reads a line; nothing where it says that it is no error, or is about what an application lives without.
    static func trouble(_ line: Reason) -> Trouble? {
        guard !ApplicationWords.isCalm(line), !isTelemetry(line) else { return nil }
        func says(_ phrases: [String]) -> Bool { phrases.contains { line.has($0) } }
        if says(loginRefused) { return .loginRefused }
        if says(full) { return .full }
        if says(unknownHost) { return .unknownHost }
        if says(refused) || line.has("can't connect to mysql server", "(111") { return .refused }
        return says(silent) ? .silent : nil
    }

    /// The server of a line about a connection that failed so; nothing where the line is about something else.
    static func server(_ line: Reason, _ trouble: Trouble) -> ServerAddress?? {
        guard Self.trouble(line) == trouble else { return nil }
        let address = ServerAddress(in: line.text)
        if let port = address?.port {
            if ServerAddress.telemetryPorts.contains(port) { return nil }
            if ServerAddress.products[port] != nil { return .some(address) }
        }
        if isAboutDatabase(line) { return .some(address) }
        // A time-out of anything else is the network's, and a refusal needs something that refuses.
        guard trouble == .refused, address != nil || isError(line) else { return nil }
        return .some(address)
    }

    /// Whether a line names a database, a driver of one, or a cache.
    static func isAboutDatabase(_ line: Reason) -> Bool {
        line.hasAny(
            "postgres", "mysql", "mariadb", "redis", "mongo", "database", "sqlstate", "jdbc", "psycopg",
            "operationalerror", "hikari",
            "prisma", "sequelize", "typeorm", "sqlalchemy", "activerecord", "npgsql", "sqlx", "diesel", "postgrex",
            "pg::", "asyncpg", "knex", "mssql", "sqlclient", "rabbitmq", "amqp", "kafka", "elasticsearch",
            "opensearch", "memcached", "lettuce", "jedis", "communications link failure", "pgconn", "libpq")
    }

    private static func isError(_ line: Reason) -> Bool {
        line.hasAny("error", "exception", "fatal", "panic", "failed", "could not", "cannot", "unable")
    }

    private static func isTelemetry(_ line: Reason) -> Bool {
        line.hasAny(
            "otlp", "opentelemetry", "otel-collector", "otelcol", "statsd", "datadog", "dd-trace", "jaeger", "zipkin",
            "x-ray", "xray", "newrelic", "sentry")
    }

    /// `10.0.0.5:5432 (PostgreSQL)`, or the words for a database that no line names.
    static func name(_ address: ServerAddress?) -> Words {
        guard let address else { return Words("the database", ko: "데이터베이스") }
        return Words(same: address.text + (address.product.map { " (\($0))" } ?? ""))
    }

    // MARK: Before a deployment

    static func subject(_ address: AddressFact) -> Words {
        Words(
            "\(address.variable) (\(address.host):\(address.port))",
            ko: "\(address.variable) (\(address.host):\(address.port))")
    }

    /// What a probe from inside the service's network saw at each address with this outcome (P-DATA-1).
    static func probed(
        _ facts: Facts, _ outcome: ProbeResult.Outcome, _ severity: Severity = .fail, cause: Words, fix: Words
    ) -> [Foresight] {
        (facts.probe?.value?.results ?? []).filter { $0.outcome == outcome }.map { result in
            Foresight(
                severity, subject(result.address), cause, fix: fix,
                evidence: [
                    Evidence(
                        source: "probe", field: "\(result.address.host):\(result.address.port)",
                        text: result.outcome.rawValue)
                ])
        }
    }
}
