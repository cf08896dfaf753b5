import SlipwayDomain

extension FailureMode {
    static let appModuleMissing = FailureMode(
        "app-module-missing", .application,
        title: Words("a part of the program is missing", ko: "프로그램의 일부가 없음"), nature: .application, sureness: .reported,
        breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-IMG-3"],
        faults: [.exits(code: 1, saying: ["Error: Cannot find module '/app/server.js'"])],
        explanation: Words(
            "The runtime did not find a module, a class, a library or the file that it was told to run: a development "
                + "dependency was pruned, the working folder is another one, a package of the repository was not copied, "
                + "or what the build makes is not in the image.",
            ko: "런타임이 모듈, 클래스, 라이브러리 또는 실행할 파일을 찾지 못했습니다. 개발용 의존성이 제거되었거나, 작업 디렉터리가 다르거나, "
                + "저장소의 패키지를 복사하지 않았거나, 빌드 결과물이 이미지에 없는 경우입니다."),
        remedy: Words(
            "Copy or install in the Dockerfile what is missing, and try the image alone with the same command.",
            ko: "빠진 것을 Dockerfile에서 복사하거나 설치하고, 같은 명령으로 이미지만 따로 실행해 보십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-127",
                Words("the program itself started: a part of it is missing", ko: "프로그램 자체는 시작되었고 그 일부가 없습니다"))
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            let command = StartCommand(plan, contents)
            return command.commands.compactMap { words in
                guard let file = StartCommand.file(of: words), contents.files[file] == false,
                    let program = words.first.map(StartCommand.baseName),
                    // Those end with another code.
                    !program.hasPrefix("python"), !StartCommand.isShell(program)
                else { return nil }
                return Foresight(
                    .fail, Words("file \(file)", ko: "파일 \(file)"),
                    Words(
                        "\(program) is told to run it, and it is not in the image",
                        ko: "\(program) 명령이 실행할 파일이 이미지에 없습니다"),
                    fix: Words(
                        "COPY \(file) in the Dockerfile, or correct command: in slipway.yml",
                        ko: "Dockerfile에서 \(file) 파일을 COPY하거나 slipway.yml의 command: 항목을 고치십시오"),
                    evidence: [
                        Evidence(source: "image", field: "command", text: command.words.joined(separator: " "))
                    ])
            }
        },
        recognisers: [
            .text([.log], starts.map { $0.lowercased() } + others) { line, scene in
                guard !ApplicationWords.isCalm(line), !ApplicationWords.isWarning(line), isMissing(line) else {
                    return nil
                }
                let name = starts.lazy.compactMap { line.value(after: $0, until: ["'", "\"", " ", ",", "\n", ":"]) }
                    .first
                let what =
                    name.map { Words("it does not find \($0)", ko: "찾지 못한 것: \($0)") }
                    ?? Words("it does not find a part of itself", ko: "프로그램의 일부를 찾지 못합니다")
                return ApplicationWords.said(
                    scene, what,
                    fix: name.map(fix)
                        ?? Words(
                            "in the Dockerfile: COPY or install what its last lines name: slipway logs --since 10m",
                            ko: "마지막 로그에 나온 것을 Dockerfile에서 COPY하거나 설치하십시오: slipway logs --since 10m"),
                    subject: name ?? "")
            }
        ])

    /// What stands before the name, as runtimes write it.
    private static let starts = [
        "Cannot find module '", "Cannot find package '", "No module named ", "ClassNotFoundException: ",
        "NoClassDefFoundError: ", "Could not find or load main class ", "cannot load such file -- ",
        "Unable to access jarfile ", "Could not load file or assembly '", "Error loading shared library ",
        "Failed opening required '", "Could not find gem '", "Missing script: \"", "Missing script: ",
    ]
    private static let others = [
        "cannot open shared object file", "bundler::gemnotfound", "in locally installed gems",
        "the application to execute does not exist", "to find any compatible framework version",
        "you must install or update .net", "uncaught error: class \"",
    ]

    private static func isMissing(_ line: Reason) -> Bool {
        // The loader's own complaint of a program is not the program's.
        guard !line.hasAny("error while loading shared libraries") else { return false }
        if line.has("uncaught error: class \"") { return line.has("not found") }
        return true
    }

    private static func fix(_ name: String) -> Words {
        if name.hasPrefix("/") {
            return Words(
                "in the Dockerfile: COPY \(name), or correct WORKDIR and `command:`",
                ko: "Dockerfile에서 \(name) 파일을 COPY하거나 WORKDIR와 `command:` 항목을 고치십시오")
        }
        if name.hasPrefix("./") || name.hasPrefix("../") {
            return Words(
                "in the Dockerfile: COPY what the build makes, and look at .dockerignore: \(name)",
                ko: "Dockerfile에서 빌드 결과물을 COPY하고 .dockerignore 파일을 확인하십시오: \(name)")
        }
        return Words(
            "in the Dockerfile: install \(name) with the dependencies that the program needs to run, not only to build",
            ko: "Dockerfile에서 \(name) 항목을 빌드용이 아니라 실행용 의존성으로 설치하십시오")
    }
}
