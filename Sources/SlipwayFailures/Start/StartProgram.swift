import SlipwayDomain

/// A program that a container is started with: the service's own, or that of a task that runs before it (recipe P-IMG-3).
struct StartProgram {
    var program: String
    /// What became of the search for it in the image; absent where nobody looked.
    var found: ProgramFact?
    /// How slipway.yml says it: `command`, or `before: { migrate: { command } }`.
    var key: String

    var subject: Words { Words("program \(program)", ko: "프로그램 \(program)") }

    /// Each program once.
    static func all(_ plan: ServicePlan, _ contents: ImageContentsFact) -> [StartProgram] {
        var starts: [StartProgram] = []
        func add(_ command: StartCommand, _ key: String) {
            guard let program = command.program, !starts.contains(where: { $0.program == program }) else { return }
            starts.append(StartProgram(program: program, found: contents.programs[program], key: key))
        }
        add(StartCommand(plan, contents), plan.entryPoint == nil ? "command" : "entrypoint")
        for before in plan.before {
            add(StartCommand(before, of: plan, contents), "before: { \(before.name): { command } }")
        }
        return starts
    }

    /// What one failure makes of each program, where the image's contents are known.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, _ judge: (StartProgram) -> Foresight?
    ) -> [Foresight] {
        guard let contents = facts.imageContents?.value else { return [] }
        return all(plan, contents).compactMap(judge)
    }
}
