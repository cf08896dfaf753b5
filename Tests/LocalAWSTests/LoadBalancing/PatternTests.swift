import AWSRuntime
import LocalAWS
import Testing

@Suite("Patterns and numbers of load balancing")
struct BalancingPatternTests {
    @Test(
        "matches * and ? as rule conditions do",
        arguments: [
            ("/img/*", "/img/a/b.png", true), ("/img/*", "/img", false), ("/img/*", "/img/", true),
            ("/a?c", "/abc", true), ("/a?c", "/ac", false), ("*", "", true), ("", "", true), ("", "/", false),
            ("/*/pics", "/x/y/pics", true), ("/*/pics", "/x/y/pics/z", false), ("**a**", "bab", true),
            ("/API", "/api", false),
        ])
    func wildcards(pattern: String, candidate: String, expected: Bool) {
        #expect(ELB.Wildcard(pattern, ignoresCase: false).matches(candidate) == expected)
    }

    @Test("ignores case in host names only")
    func hosts() {
        #expect(ELB.Wildcard("*.Example.com", ignoresCase: true).matches("API.example.COM"))
        #expect(!ELB.Wildcard("*.example.com", ignoresCase: true).matches("example.com"))
    }

    @Test("answers at once for a pattern made of stars")
    func noExplosion() {
        let stars = ELB.Wildcard(String(repeating: "*a", count: 60) + "b", ignoresCase: false)
        #expect(!stars.matches(String(repeating: "a", count: 4000)))
    }

    @Test(
        "reads the codes of a matcher",
        arguments: [
            ("200", [200], [201, 404]), ("200,202", [200, 202], [201]), ("200-299", [200, 250, 299], [300, 199]),
            ("200-204,301", [204, 301], [205]),
        ])
    func codes(text: String, healthy: [Int], other: [Int]) throws {
        let matcher = try #require(ELB.CodeMatcher(text))
        #expect(healthy.allSatisfy(matcher.matches))
        #expect(!other.contains(where: matcher.matches))
    }

    @Test(
        "refuses codes that an application load balancer does not take",
        arguments: ["", "500", "199", "299-200", "2xx", "200,", "200-"])
    func badCodes(text: String) {
        #expect(ELB.CodeMatcher(text) == nil)
    }

    @Test(
        "writes dates as HTTP does",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ])
    func dates(seconds: Int, text: String) {
        #expect(ELB.httpDate(Timestamp(secondsSinceEpoch: Double(seconds))) == text)
    }

    @Test("sets attributes all or not at all, and refuses by name what is not carried out")
    func attributes() throws {
        var attributes = ELB.Attributes(table: .targetGroup)
        #expect(attributes.deregistrationDelay == .seconds(300))
        try attributes.set([("deregistration_delay.timeout_seconds", "5"), ("stickiness.enabled", "false")])
        #expect(attributes.deregistrationDelay == .seconds(5))
        let sticky = #expect(throws: ELB.Refusal.self) {
            try attributes.set([("deregistration_delay.timeout_seconds", "9"), ("stickiness.enabled", "true")])
        }
        #expect(sticky?.message.contains("stickiness.enabled") == true)
        #expect(attributes.deregistrationDelay == .seconds(5))
        for bad in [
            ("deregistration_delay.timeout_seconds", "3601"), ("slow_start.duration_seconds", "30"), ("nope", "1"),
        ] {
            #expect(throws: ELB.Refusal.self) { try attributes.set([bad]) }
        }
    }
}
