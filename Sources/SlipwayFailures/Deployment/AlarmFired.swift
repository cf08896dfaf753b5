import SlipwayDomain

extension FailureMode {
    static let alarmFired = FailureMode(
        "dep-alarm-triggered", title: "an alarm fired", nature: .verdict, fault: .alarm,
        explanation: "A CloudWatch alarm that watches the deployment went off.",
        withoutUs: "ECS stops the deployment, and rolls it back where the alarms are told to",
        recognisers: [
            .deployment { deployment in
                guard let alarms = deployment.alarms, alarms.status == .triggered || !alarms.triggered.isEmpty else {
                    return nil
                }
                let names = alarms.triggered.joined(separator: ", ")
                return Recognition(
                    "the alarm \(names.isEmpty ? "of the deployment" : names) fired",
                    fix: "aws cloudwatch describe-alarm-history --alarm-name \(alarms.triggered.first ?? "NAME")",
                    subject: names, evidence: DeploymentWords.evidence(deployment, "alarms"))
            }
        ])
}
