import SlipwayDomain
import Testing

@Suite("Image references") struct ImageTests {
    static let hex = String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "reads every form and writes it back as it was",
        arguments: [
            "nginx", "nginx:1.27", "library/nginx:1.27", "host:5000/team/app:1.2", "localhost/app",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/realworld-backend-dev:1.4.2-rc.1",
            "team/app@sha256:\(hex)", "127.0.0.1:4566/a__b/c-d.e:v1@sha256:\(hex)",
        ])
    func roundTrip(text: String) throws {
        #expect(try ImageReference(parsing: text).description == text)
    }

    @Test("tells the parts apart")
    func parts() throws {
        let image = try ImageReference(parsing: "host:5000/team/app:1.2@sha256:\(Self.hex)")
        #expect(image.registry == "host:5000")
        #expect(image.repository == "team/app")
        #expect(image.tag == "1.2")
        #expect(image.digest?.hex == Self.hex)
        let digest = try #require(image.digest)
        #expect(image.pinned(to: digest).description == "host:5000/team/app@sha256:\(Self.hex)")
        #expect(try ImageReference(parsing: "library/nginx").registry == nil)
    }

    @Test("knows an ECR registry's account and region")
    func ecr() throws {
        let image = try ImageReference(parsing: "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/a:1")
        #expect(image.ecr?.account == "123456789012")
        #expect(image.ecr?.region == "ap-northeast-2")
        #expect(try ImageReference(parsing: "ghcr.io/a/b").ecr == nil)
    }

    @Test(
        "refuses what is no reference, saying which part",
        arguments: [
            ("", ImageReference.ParseError.empty), ("Upper/case", .repository("Upper/case")),
            ("app:", .tag("")), ("app:-x", .tag("-x")), ("app@sha256:12", .digest("sha256:12")),
            ("a//b", .repository("a//b")), ("-host.x/app", .registry("-host.x")), ("a..b", .repository("a..b")),
            ("host:99999/app", .registry("host:99999")),
            (String(repeating: "a", count: 513), .tooLong(characters: 513)),
        ])
    func refuses(text: String, error: ImageReference.ParseError) {
        #expect(throws: error) { try ImageReference(parsing: text) }
    }

    @Test("reads platforms as people and indexes write them")
    func platforms() {
        #expect(Platform("x86") == .linuxX86)
        #expect(Platform("ARM64") == .linuxARM)
        #expect(Platform("linux/arm64/v8")?.variant == "v8")
        #expect(Platform("linux/arm64/v8").map { $0.runs(on: .linuxARM) } == true)
        #expect(!Platform.linuxX86.runs(on: .linuxARM))
        #expect(Platform("linux/") == nil)
        #expect(Platform("sparc") == nil)
    }
}
