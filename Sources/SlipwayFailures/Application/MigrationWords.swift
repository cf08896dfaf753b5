import SlipwayDomain

/// What failures of database migrations share.
enum MigrationWords {
    static let lock = [
        "waiting for changelog lock", "could not acquire change log lock", "advisory lock", "due to lock timeout",
        "lock wait timeout exceeded", "could not obtain lock", "can't acquire lock", "could not acquire lock",
        "concurrentmigrationerror", "another migration process is currently running",
        "migration table is already locked",
        "unable to acquire flyway", "lock timeout exceeded",
    ]

    /// Whether a line says that a migration waits for another, or for whoever left a lock behind.
    static func isLock(_ line: Reason) -> Bool {
        guard lock.contains(where: { line.has($0) }) else { return false }
        // Taking an advisory lock is what well-behaved tools tell of.
        return !line.has("advisory lock")
            || line.hasAny("timed out", "could not", "failed", "unable", "can't", "cannot", "timeout", "waiting")
    }

    /// What a line says of the schema.
    static func meaning(_ line: Reason) -> Words {
        let name =
            line.value(after: "relation \"", until: ["\""]) ?? line.value(after: "column \"", until: ["\""])
            ?? line.value(after: "Table '", until: ["'"]) ?? line.value(after: "no such table: ", until: [" ", "\n"])
            ?? line.value(after: "Unknown column '", until: ["'"])
        guard let name else { return Words("a migration of its database failed", ko: "데이터베이스 마이그레이션이 실패했습니다") }
        if line.has("already exists") {
            return Words(
                "a migration makes \(name), which is there already", ko: "마이그레이션이 만들려는 \(name) 항목이 이미 있습니다")
        }
        return Words(
            "the database has no \(name): its schema is older than the release",
            ko: "데이터베이스에 \(name) 항목이 없습니다. 스키마가 릴리스보다 오래되었습니다")
    }

    /// The migration tool that a start command runs before the server, where nothing runs it before the deployment.
    static func atStart(_ plan: ServicePlan, _ facts: Facts) -> (tool: String, Evidence)? {
        guard plan.before.isEmpty, let contents = facts.imageContents?.value else { return nil }
        let command = StartCommand(plan, contents)
        guard command.commands.count > 1 else { return nil }
        for words in command.commands.dropLast() {
            let text = words.joined(separator: " ").lowercased()
            let tools = [
                "prisma migrate deploy", "alembic upgrade", "flyway migrate", "liquibase update", "rails db:migrate",
                "rake db:migrate", "manage.py migrate", "artisan migrate", "sequelize db:migrate",
                "knex migrate:latest",
                "typeorm migration:run", "goose up", "dbmate up", "sqlx migrate run", "diesel migration run",
                "dotnet ef database update", "migrate --yes", "migrate up",
            ]
            if let tool = tools.first(where: { text.contains($0) }) {
                return (tool, Evidence(source: "image", field: "command", text: command.words.joined(separator: " ")))
            }
        }
        return nil
    }
}
