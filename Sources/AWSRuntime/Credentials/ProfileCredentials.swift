/// The static keys of a profile.
///
/// Profiles that need a role, single sign-on or a helper program are named as such instead of being passed over.
package struct ProfileCredentials: CredentialsProvider {
    package var name: String { "profile \"\(profile.name)\"" }
    private let profile: SharedProfile

    package init(profile: SharedProfile) {
        self.profile = profile
    }

    /// Settings whose credentials have to be fetched elsewhere. Roles are looked at first, as in the AWS CLI: there the
    /// static keys only serve to assume the role.
    private static let unsupported = [
        "role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "credential_process", "login_session",
    ]

    package func credentials() async -> CredentialsOutcome {
        let special = Self.unsupported.first { profile.setting($0) != nil }
        if let special, special == "role_arn" || special == "web_identity_token_file" {
            return .failed(explain(special))
        }
        switch (profile.setting("aws_access_key_id"), profile.setting("aws_secret_access_key")) {
        case (let key?, let secret?):
            return .found(
                AWSCredentials(
                    accessKeyID: key, secretAccessKey: secret, sessionToken: profile.setting("aws_session_token"),
                    source: name))
        case (_?, nil): return .failed("aws_access_key_id is set but aws_secret_access_key is not")
        case (nil, _?): return .failed("aws_secret_access_key is set but aws_access_key_id is not")
        case (nil, nil):
            if let special { return .failed(explain(special)) }
            return .absent("it has no aws_access_key_id")
        }
    }

    private func explain(_ setting: String) -> String {
        "it uses \(setting), which Slipway cannot follow yet; run "
            + "`eval \"$(aws configure export-credentials --profile \(profile.name) --format env)\"` first"
    }
}
