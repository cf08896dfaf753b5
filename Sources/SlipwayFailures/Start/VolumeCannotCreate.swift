import SlipwayDomain

extension FailureMode {
    static let volumeCannotCreate = FailureMode(
        "volume-cannot-create", .start, title: Words("Docker cannot make a volume", ko: "Docker가 볼륨을 만들 수 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        faults: [
            .taskStops(reason: "CannotCreateVolumeError: error looking up volume plugin rexray/ebs: plugin not found")
        ],
        explanation: Words(
            "A Docker volume of the task could not be made on the instance: its plugin is not installed there, or its driver "
                + "does not take the options or could not mount.",
            ko: "태스크의 Docker 볼륨을 인스턴스에서 만들지 못했습니다. 플러그인이 설치되어 있지 않거나, 드라이버가 옵션을 받아들이지 않거나, "
                + "마운트에 실패한 경우입니다."),
        remedy: Words(
            "Install the plugin on every instance, correct driverOpts, or use ECS's own EFS volumes.",
            ko: "모든 인스턴스에 플러그인을 설치하거나, driverOpts를 고치거나, ECS의 EFS 볼륨을 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "ebs-attach-failed",
                Words("it is a volume of Docker's, not one that ECS attaches", ko: "ECS가 연결하는 볼륨이 아니라 Docker 볼륨입니다")),
            LookAlike(
                "start-cannot-create-container",
                Words("the volume failed before the container's turn", ko: "컨테이너를 만들기 전에 볼륨에서 실패했습니다")),
        ],
        links: [StartWords.codes, StartWords.guide + "docker-volumes.html"],
        recognisers: [
            .text(StartWords.places, ["cannotcreatevolumeerror"]) { reason, _ in
                let plugin =
                    reason.value(after: "volume plugin ", until: [":", " "])
                    ?? reason.value(after: "plugin \"", until: ["\""])
                let isMissing = reason.has("not found")
                return Recognition(
                    isMissing
                        ? Words(
                            "the instance has no volume plugin \(plugin ?? "of that name")",
                            ko: "인스턴스에 해당 볼륨 플러그인이 없습니다\(plugin.map { " (\($0))" } ?? "")")
                        : Words("Docker could not make a volume of the task", ko: "Docker가 태스크의 볼륨을 만들지 못했습니다"),
                    fix: isMissing
                        ? Words(
                            "on every instance: docker plugin install \(plugin ?? "PLUGIN"); or use an EFS volume",
                            ko: "모든 인스턴스에서 docker plugin install \(plugin ?? "PLUGIN") 실행. 또는 EFS 볼륨을 쓰십시오")
                        : Words(
                            "correct driver and driverOpts of the volume in the task definition",
                            ko: "태스크 정의에서 볼륨의 driver와 driverOpts를 고치십시오"), subject: plugin ?? "")
            }
        ])
}
