import SlipwayImages
import Testing

@Suite("Rules of the registry client")
struct ClientRulesTests {
    @Test(
        "speaks plain HTTP to this machine only",
        arguments: [
            ("127.0.0.1:4566", "http"), ("localhost:5000", "http"), ("127.9.9.9", "http"), ("[::1]:5000", "http"),
            ("registry.localhost:1", "http"), ("10.0.0.1:5000", "https"), ("127.0.0.1.example.com", "https"),
            ("localhost.example.com", "https"), ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "https"),
        ])
    func schemes(host: String, scheme: String) {
        #expect(RegistryLocation(host: host).scheme == scheme)
    }

    @Test("knows where Docker Hub's registry is")
    func hub() {
        #expect(RegistryLocation(host: "docker.io").host == "registry-1.docker.io")
        #expect(RegistryLocation(host: "docker.io").repository("nginx") == "library/nginx")
        #expect(RegistryLocation(host: "docker.io").repository("team/app") == "team/app")
        #expect(RegistryLocation(host: "127.0.0.1:4566").repository("nginx") == "nginx")
    }

    @Test("never shows a password")
    func passwords() {
        let credentials = RegistryCredentials(user: "AWS", password: "canary")
        #expect(!"\(credentials) \(String(reflecting: credentials))".contains("canary"))
    }

    @Test("gives each error a sentence, and what to do next where there is something")
    func errors() {
        let error = ImageError.repositoryNotFound(repository: "app", host: "h", detail: "d")
        #expect(error.description == "there is no repository 'app' in the registry h")
        #expect(error.next == "create it: aws ecr create-repository --repository-name app")
        #expect(ImageError.noBuilder.next?.contains("apt-get install buildah") == true)
    }
}
