import SlipwayDomain

extension FailureMode {
    static let appMigrationLock = FailureMode(
        "app-migration-lock", .application,
        title: Words("a migration waits for a lock", ko: "마이그레이션이 잠금을 기다림"), nature: .application, sureness: .reported,
        breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-DATA-2"],
        faults: [
            .exits(code: 1, saying: ["liquibase: Waiting for changelog lock...", "Could not acquire change log lock."])
        ],
        explanation: Words(
            "Several tasks migrate at once, and all but one wait; or a task was killed in the middle, and its lock is still "
                + "there. A grace period shorter than the migration brings that about by itself.",
            ko: "여러 태스크가 동시에 마이그레이션을 실행해 하나를 뺀 나머지가 기다리거나, 도중에 강제 종료된 태스크의 잠금이 남아 있습니다. 유예 시간이 "
                + "마이그레이션보다 짧으면 저절로 이렇게 됩니다."),
        remedy: Words(
            "Let one task migrate, before the deployment; release a lock that nobody holds with the tool's own command.",
            ko: "배포 전에 한 태스크만 마이그레이션하게 하고, 주인 없는 잠금은 도구의 명령으로 해제하십시오."),
        lookAlikes: [
            LookAlike("app-migration-failed", Words("it never came to run", ko: "실행까지 가지 못했습니다"))
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in
            guard plan.count > 1, let (tool, evidence) = MigrationWords.atStart(plan, facts) else { return [] }
            return [
                Foresight(
                    .warn, Words("migrations by \(plan.count) tasks", ko: "태스크 \(plan.count)개의 마이그레이션"),
                    Words(
                        "each of \(plan.count) tasks runs \(tool) at its start, and they wait for each other",
                        ko: "태스크 \(plan.count)개가 저마다 시작할 때 \(tool) 명령을 실행하며 서로를 기다립니다"),
                    fix: Words(
                        "in slipway.yml: before: { migrate: { command: [ … ] } }, and take it out of the start",
                        ko: "slipway.yml에서: before: { migrate: { command: [ … ] } } 항목으로 옮기고 시작 과정에서 빼십시오"),
                    evidence: [evidence])
            ]
        },
        recognisers: [
            .text([.log], MigrationWords.lock) { line, scene in
                guard !ApplicationWords.isCalm(line), MigrationWords.isLock(line) else { return nil }
                return ApplicationWords.said(
                    scene, Words("its migration waits for a lock that another holds", ko: "마이그레이션이 다른 쪽이 가진 잠금을 기다립니다"),
                    fix: Words(
                        "release a lock that nobody holds (liquibase releaseLocks, knex migrate:unlock and the like); in "
                            + "slipway.yml: before: { migrate: { command: [ … ] } }",
                        ko: "주인 없는 잠금을 해제하십시오(liquibase releaseLocks, knex migrate:unlock 등). slipway.yml에서: "
                            + "before: { migrate: { command: [ … ] } }"))
            }
        ])
}
