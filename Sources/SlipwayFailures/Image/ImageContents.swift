import SlipwayDomain

/// How the container is going to be started, and what the image's contents say to that (recipe P-IMG-3).
enum ImageContents {
    /// The program that is started, and what became of the search for it; nothing where nobody looked for it.
    static func program(_ plan: ServicePlan, _ contents: ImageContentsFact) -> (name: String, found: ProgramFact)? {
        guard let name = StartCommand(plan, contents).program, let found = contents.programs[name] else { return nil }
        return (name, found)
    }

    static func subject(program name: String) -> Words { Words("program \(name)", ko: "프로그램 \(name)") }

    /// What one failure makes of the program that is started; nothing where the contents were not asked about or not read.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, _ judge: (_ name: String, ProgramFact) -> Foresight?
    ) -> [Foresight] {
        guard let contents = facts.imageContents?.value, let (name, found) = program(plan, contents) else { return [] }
        return [judge(name, found)].compactMap(\.self)
    }
}
