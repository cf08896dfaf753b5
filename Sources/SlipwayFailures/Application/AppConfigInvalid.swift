import SlipwayDomain

extension FailureMode {
    static let appConfigInvalid = FailureMode(
        "app-config-invalid", .application,
        title: Words("the application cannot read its configuration", ko: "애플리케이션이 설정을 읽지 못함"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-TD-9"],
        faults: [.exits(code: 1, saying: ["TypeError: Invalid URL", "  code: 'ERR_INVALID_URL'"])],
        explanation: Words(
            "A value is there and cannot be used: quotes or a line end that came along, JSON that was escaped twice, a "
                + "placeholder that nobody filled in, a password in a URL that was not percent-encoded, or a file with an "
                + "error in it.",
            ko: "값은 있지만 사용할 수 없습니다. 따옴표나 줄바꿈이 섞였거나, JSON이 두 번 이스케이프되었거나, 채우지 않은 자리 표시자가 남았거나, "
                + "URL의 비밀번호가 퍼센트 인코딩되지 않았거나, 설정 파일에 오류가 있는 경우입니다."),
        remedy: Words(
            "Look at the value where it is kept, its ends first; encode passwords inside of URLs.",
            ko: "값이 저장된 곳에서 앞뒤 공백과 따옴표부터 확인하고, URL 안의 비밀번호는 인코딩하십시오."),
        lookAlikes: [
            LookAlike(
                "app-env-missing", Words("the value is there: it is said to be wrong", ko: "값이 없는 것이 아니라 잘못되었다고 합니다")),
            LookAlike(
                "app-db-host-unknown", Words("the value could not even be read", ko: "호스트를 찾기 전에 값을 읽지 못했습니다")),
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, _ in
            plan.variables.compactMap { variable in
                guard let trouble = trouble(variable.value) else { return nil }
                return Foresight(
                    .warn, Words("variable \(variable.name)", ko: "환경 변수 \(variable.name)"), trouble,
                    fix: Words(
                        "in slipway.yml: correct the value of \(variable.name)",
                        ko: "slipway.yml에서: \(variable.name) 값을 고치십시오"),
                    evidence: [Evidence(source: "manifest", field: "variables", text: variable.name)])
            }
        },
        recognisers: [
            .text([.log], phrases) { line, scene in
                guard !ApplicationWords.isCalm(line), !ApplicationWords.isWarning(line), isConfiguration(line),
                    MissingVariable(line, scene) == nil, DatabaseWords.trouble(line) == nil
                else { return nil }
                let name = VariableNames.nearest(to: phrases, in: line)
                let what =
                    name.map { Words("it cannot use the value of \($0)", ko: "\($0) 값을 사용할 수 없습니다") }
                    ?? Words("it cannot read a part of its configuration", ko: "설정의 일부를 읽지 못합니다")
                return ApplicationWords.said(
                    scene, what,
                    fix: Words(
                        "correct the value in slipway.yml or in its secret: no quotes or line ends around it, no "
                            + "placeholder, passwords inside of URLs percent-encoded",
                        ko: "slipway.yml이나 시크릿의 값을 고치십시오: 앞뒤 따옴표와 줄바꿈 없이, 자리 표시자 없이, URL 안의 비밀번호는 "
                            + "퍼센트 인코딩하십시오"),
                    subject: name ?? "")
            }
        ])

    private static let phrases = [
        "invalid url", "err_invalid_url", "could not parse", "failed to parse", "yamlexception", "yaml: line ",
        "yaml: unmarshal errors", "yaml.scanner.scannererror", "yaml.parser.parsererror", "psych::syntaxerror",
        "invalid port", "err_socket_bad_port", "invalid value for", "invalid configuration", "configuration is invalid",
        "invalid config", "configuration error", "config validation error", "invalid environment variables",
        "invalid literal for int()", "failed to bind properties under", "failed to load configuration",
        "error validating datasource", "invalid connection string", "initialization string does not conform",
        "invalid dsn", "malformed dsn", "relativeurlwithoutbase", "relative url without a base",
        "uri::invalidurierror", "bad uri(is not uri?)", "invalid userinfo", "invalid control character in url",
        "first path segment in url cannot contain colon", "strconv.atoi: parsing", "strconv.parsebool: parsing",
        "nginx: [emerg]", "must be an asymmetric key", "pem routines", "invalid pem",
    ]

    /// Phrases that programs say of much else need a word that makes it their configuration.
    private static func isConfiguration(_ line: Reason) -> Bool {
        if line.hasAny(
            "could not parse", "failed to parse", "strconv.", "invalid value for", "invalid literal for int()")
        {
            return line.hasAny(
                "config", "env", "dsn", "url", "uri", "yaml", "toml", "port", "setting", "option", "datasource")
                && !line.hasAny("request", "response", "body")
        }
        if line.has("nginx: [emerg]") {
            return !line.hasAny("bind()", "host not found", "permission denied", "read-only")
        }
        return true
    }

    /// What makes a plain value look wrong; the value itself is not told.
    private static func trouble(_ value: String) -> Words? {
        let lower = value.lowercased()
        if value.isEmpty { return Words("its value is empty", ko: "값이 비어 있습니다") }
        if value.first?.isWhitespace == true || value.last?.isWhitespace == true {
            return Words("its value begins or ends with a space or a line end", ko: "값의 앞이나 뒤에 공백 또는 줄바꿈이 있습니다")
        }
        if let first = value.first, value.count > 1, first == value.last, first == "\"" || first == "'" {
            return Words(
                "its value is wrapped in quotes that the application will see", ko: "값을 감싼 따옴표가 애플리케이션에 그대로 전달됩니다")
        }
        let placeholders = ["${", "{{", "replace_me", "replaceme", "changeme", "change_me", "<your", "todo:"]
        if placeholders.contains(where: { lower.contains($0) }) {
            return Words("its value still holds a placeholder", ko: "값에 자리 표시자가 남아 있습니다")
        }
        return nil
    }
}
