import SlipwayConsole
import Testing

@Suite("Likely secrets") struct LikelySecretsTests {
    @Test(
        "are taken out of lines that nobody vouched for",
        arguments: [
            ("postgres://web:hunter22@db:5432/app", "postgres://web:[secret?]@db:5432/app"),
            ("DB_PASSWORD=hunter22 starting", "DB_PASSWORD=[secret?] starting"),
            (#"{"jwt_secret": "abcd1234", "port": 80}"#, #"{"jwt_secret": "[secret?]", "port": 80}"#),
            ("key AKIAIOSFODNN7EXAMPLE used", "key [secret?] used"),
            (
                "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghij",
                "Authorization: Bearer [secret?]"
            ),
            ("Authorization: Bearer opaque-0123456789", "Authorization: Bearer [secret?]"),
            ("url?key=AKIAIOSFODNN7EXAMPLE&x=1", "url?key=[secret?]&x=1"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nQw==\n-----END RSA PRIVATE KEY-----\nnext line",
                "-----BEGIN RSA PRIVATE KEY-----\n[secret?]\n[secret?]\n[secret?]\nnext line"
            ),
            (
                #"KEY='-----BEGIN PRIVATE KEY-----\nMIIEpAIB\n-----END PRIVATE KEY-----'"#,
                "KEY='-----BEGIN PRIVATE KEY-----[secret?]-----END PRIVATE KEY-----'"
            ),
            ("MIIEpAIBAAKCAQEA75vIrxXK4GvqMhGYqkPmVLsUfTqTSOFB3xd8", "[secret?]"),
            ("a token was refused", "a token was refused"),
            ("secret arn:aws:secretsmanager:r:1:secret:db", "secret arn:aws:secretsmanager:r:1:secret:db"),
            ("connect ECONNREFUSED 10.0.0.5:5432", "connect ECONNREFUSED 10.0.0.5:5432"),
        ])
    func taken(line: String, clean: String) {
        #expect(LikelySecrets.clean(line) == clean)
    }
}
