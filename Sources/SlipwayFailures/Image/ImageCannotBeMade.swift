import SlipwayDomain

extension FailureMode {
    static let imageCannotBeMade = FailureMode(
        "image-cannot-be-made", .image,
        title: Words("the image cannot be made on this machine", ko: "이 컴퓨터에서 이미지를 만들 수 없음"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words("a build would have ended before ECS was asked for anything", ko: "ECS에 요청하기 전에 빌드가 실패했을 것입니다")),
        reproduction: .container, recipes: ["P-IMG-8"],
        explanation: Words(
            "slipway.yml says how the image is made, and what that needs is not on this machine: the program is not built, "
                + "or is no Linux program; there is no Dockerfile; or no tool that builds from one.",
            ko: "slipway.yml에 이미지를 만드는 방법이 적혀 있지만 필요한 것이 이 컴퓨터에 없습니다. 프로그램이 빌드되지 않았거나 Linux용이 "
                + "아니거나, Dockerfile이 없거나, Dockerfile을 빌드할 도구가 없는 경우입니다."),
        remedy: Words(
            "Build the program, name the right file, or install docker or buildah.",
            ko: "프로그램을 빌드하거나, 올바른 파일을 지정하거나, docker 또는 buildah를 설치하십시오."),
        lookAlikes: [
            LookAlike(
                "image-repo-missing",
                Words("it is this machine that lacks something, not the registry", ko: "레지스트리가 아니라 이 컴퓨터에 없는 것입니다"))
        ],
        links: [ImageWords.page],
        foresee: { plan, facts in
            guard let making = facts.imageMaking else { return [] }
            let subject = Words("making the image of \(plan.container)", ko: "\(plan.container) 이미지 만들기")
            let nothing = Foresight(.fail, subject, Words("nothing is there to make it of", ko: "만들 재료가 없습니다"))
            return [making.foresight(subject, missing: nothing) { told($0, subject) }].compactMap(\.self)
        })

    private static func told(_ making: ImageMakingFact, _ subject: Words) -> Foresight {
        let (cause, fix): (Words, Words)
        switch making {
        case .possible(let tool):
            return Foresight(.ok, subject, Words("with \(tool)", ko: "\(tool) 사용"))
        case .executableMissing(let path, let build):
            cause = Words(
                build == nil ? "the program \(path) is not there" : "\(path) is not built yet",
                ko: build == nil ? "프로그램 \(path)이(가) 없습니다" : "\(path)이(가) 아직 빌드되지 않았습니다")
            fix =
                build.map { Words($0, ko: "실행: \($0)") }
                ?? Words(
                    "build it, or write in slipway.yml: image: { executable: PATH }",
                    ko: "빌드하거나 slipway.yml에 쓰십시오: image: { executable: PATH }")
        case .unusable(let path, let reason):
            cause = Words(
                "\(path) cannot be what the image runs: \(reason)", ko: "\(path)은(는) 이미지에서 실행할 수 없습니다: \(reason)")
            fix = Words(
                "name the program that the build made for Linux and for the service's platform",
                ko: "Linux와 서비스 플랫폼용으로 빌드된 프로그램을 지정하십시오")
        case .dockerfileMissing(let path):
            cause = Words("there is no \(path)", ko: "\(path)이(가) 없습니다")
            fix = Words(
                "write it, or name the right one in slipway.yml: image: { build: FOLDER, dockerfile: FILE }",
                ko: "파일을 만들거나 slipway.yml에 올바른 경로를 쓰십시오: image: { build: FOLDER, dockerfile: FILE }")
        case .noBuilder:
            cause = Words(
                "neither docker with an engine nor buildah answers on this machine",
                ko: "이 컴퓨터에서 docker 엔진도 buildah도 응답하지 않습니다")
            fix = Words(
                "start docker or install buildah (apt-get install buildah), or give an `executable:`, which needs neither",
                ko: "docker를 시작하거나 buildah를 설치하거나(apt-get install buildah), 둘 다 필요 없는 `executable:`을 쓰십시오")
        }
        return Foresight(.fail, subject, cause, fix: fix)
    }
}
