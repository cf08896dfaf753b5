import SlipwayDomain

extension FailureMode {
    static let appMigrationFailed = FailureMode(
        "app-migration-failed", .application,
        title: Words("a database migration failed", ko: "데이터베이스 마이그레이션 실패"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-DATA-2"],
        faults: [.exits(code: 1, saying: ["ERROR: relation \"users\" already exists"])],
        explanation: Words(
            "The schema of the database is not what the release expects: a migration failed, an earlier one failed half-way "
                + "and left its mark, the migrations of the image are older than the database, or nobody ran them at all.",
            ko: "데이터베이스 스키마가 릴리스가 기대하는 것과 다릅니다. 마이그레이션이 실패했거나, 이전 마이그레이션이 중간에 실패해 흔적을 남겼거나, "
                + "이미지의 마이그레이션이 데이터베이스보다 오래되었거나, 아예 실행되지 않은 경우입니다."),
        remedy: Words(
            "Run migrations as a before: task, whose failure stops the deployment; add first and take away later, so that "
                + "both releases work.",
            ko: "마이그레이션을 before: 태스크로 실행하면 실패할 때 배포가 멈춥니다. 두 릴리스가 모두 동작하도록 먼저 추가하고 나중에 제거하십시오."),
        lookAlikes: [
            LookAlike(
                "app-migration-lock",
                Words("it did run: it did not wait for another", ko: "다른 작업을 기다린 것이 아니라 실행 중에 실패했습니다")),
            LookAlike(
                "app-db-auth-failed", Words("the database let it in", ko: "데이터베이스가 로그인을 허용했습니다")),
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in
            MigrationWords.atStart(plan, facts).map { tool, evidence in
                [
                    Foresight(
                        .warn, Words("migrations", ko: "마이그레이션"),
                        Words(
                            "\(tool) runs as part of the start: when it fails, every task crashes and ECS keeps starting new "
                                + "ones",
                            ko: "\(tool) 명령이 시작 과정에서 실행됩니다. 실패하면 모든 태스크가 비정상 종료하고 ECS는 계속 새 태스크를 시작합니다"),
                        fix: Words(
                            "in slipway.yml: before: { migrate: { command: [ … ] } }, and take it out of the start",
                            ko: "slipway.yml에서: before: { migrate: { command: [ … ] } } 항목으로 옮기고 시작 과정에서 빼십시오"),
                        evidence: [evidence])
                ]
            } ?? []
        },
        recognisers: [
            .text([.log], phrases) { line, scene in
                guard !ApplicationWords.isCalm(line), isFailure(line), !MigrationWords.isLock(line) else { return nil }
                return ApplicationWords.said(
                    scene, MigrationWords.meaning(line),
                    fix: Words(
                        "in slipway.yml: run migrations as before: { migrate: { command: [ … ] } }; look first at what the "
                            + "database says is applied",
                        ko: "slipway.yml에서: before: { migrate: { command: [ … ] } } 항목으로 마이그레이션을 실행하십시오. 먼저 "
                            + "데이터베이스에 적용된 상태를 확인하십시오"))
            }
        ])

    private static let phrases = [
        "migration failed", "migrations failed", "migrate failed", "failed to migrate", "failed to run migration",
        "failed to apply migration", "error running migration", "error applying migration", "migration error",
        "error during migration", "could not run migration", "p3009", "p3018", "can't locate revision identified by",
        "inconsistentmigrationhistory", "multiple head revisions", "validate failed: migration",
        "checksum mismatch for migration", "found non-empty schema", "dirty database version",
        "pendingmigrationerror", "migrations are pending", "all later migrations canceled",
        "migrationfailedexception", "was previously applied but", "migration directory is corrupt",
        "already exists", "does not exist", "doesn't exist", "no such table: ", "unknown column '",
        "base table or view not found", "duplicate column name",
    ]

    private static func isFailure(_ line: Reason) -> Bool {
        if line.hasAny("already exists", "does not exist", "doesn't exist") {
            return line.hasAny("relation \"", "column \"", "column ", "table '", "table \"", "type \"", "constraint \"")
                && line.hasAny("error", "exception", "sqlstate", "p3018", "42p07", "42p01", "42703", "fatal")
                && !line.hasAny("skipping", "notice")
        }
        return !line.hasAny(" 0 failed", "0 migrations failed", "no migration failed")
    }
}
