import AWSRuntime
package import AWSServices

/// The account settings of Amazon with their defaults. LocalAWS behaves as they say; none can be changed.
enum AccountSettings {
    static let defaults: [(name: String, value: String)] = [
        ("serviceLongArnFormat", "enabled"), ("taskLongArnFormat", "enabled"),
        ("containerInstanceLongArnFormat", "enabled"), ("awsvpcTrunking", "disabled"),
        ("containerInsights", "disabled"),
        ("fargateFIPSMode", "disabled"), ("tagResourceAuthorization", "off"), ("fargateTaskRetirementWaitPeriod", "7"),
        ("guardDutyActivate", "off"), ("defaultLogDriverMode", "non-blocking"),
    ]
}

extension ControlPlane {
    package func listAccountSettings(
        _ input: ECS.ListAccountSettingsRequest, _ context: CallContext
    ) throws -> ECS.ListAccountSettingsResponse {
        try UnsupportedFields.refuse("ListAccountSettings", input)
        let principal = "arn:aws:iam::\(context.account):root"
        // Nothing can be changed, so only the effective settings, which are the defaults, have anything to tell.
        let all = input.effectiveSettings == true ? AccountSettings.defaults : []
        let chosen = all.filter { setting in
            input.name.map { $0.rawValue == setting.name } ?? true && input.value.map { $0 == setting.value } ?? true
        }
        let page = try ListPage.page(
            chosen.map(\.name), token: input.nextToken, size: input.maxResults, defaultSize: 10, maximum: 10)
        return ECS.ListAccountSettingsResponse(
            settings: chosen.filter { page.keys.contains($0.name) }.map { setting in
                ECS.Setting(
                    name: .init(rawValue: setting.name), value: setting.value, principalArn: principal, type: .user)
            }, nextToken: page.next)
    }
}
