import SlipwayDeploy
import SlipwayDomain
import Testing

@Suite("What an answer must look like") struct ExpectationsTests {
    static let body = #"{"status":"ok","count":3,"on":true,"none":null,"user":{"name":"Ada"},"tags":[{"slug":"a/b"}]}"#

    static func problem(_ plan: RequestPlan, status: Int = 200, body: String = body) -> String? {
        Expectations.problem(with: ProbeAnswer(status: status, body: body), for: plan)
    }

    static func json(_ path: String, _ value: String) -> RequestPlan {
        RequestPlan(path: "/", json: [PlainVariable(name: path, value: value)])
    }

    @Test("compares the status before anything else")
    func status() {
        #expect(Self.problem(RequestPlan(path: "/")) == nil)
        #expect(Self.problem(RequestPlan(path: "/", status: 404), status: 404) == nil)
        let down = Self.problem(RequestPlan(path: "/", contains: "x"), status: 503, body: "down")
        #expect(down == "status 503 instead of 200: down")
    }

    @Test("wants the text that the answer must contain")
    func contains() {
        #expect(Self.problem(RequestPlan(path: "/", contains: "Ada")) == nil)
        let hello = Self.problem(RequestPlan(path: "/", contains: "Bob"), body: "hello")
        #expect(hello == "the answer does not contain \"Bob\": hello")
    }

    @Test("finds values in JSON by their path and compares them as JSON text")
    func paths() {
        for (path, value) in [
            ("status", "\"ok\""), ("count", "3"), ("on", "true"), ("none", "null"), ("user.name", "\"Ada\""),
            ("tags.0.slug", "\"a/b\""),
        ] {
            #expect(Self.problem(Self.json(path, value)) == nil, "\(path)")
        }
    }

    @Test("says what stands in place of what was expected")
    func differences() {
        #expect(Self.problem(Self.json("status", "\"fine\"")) == "status is \"ok\" instead of \"fine\"")
        #expect(Self.problem(Self.json("status", "ok")) == "status is \"ok\" instead of ok")
        #expect(Self.problem(Self.json("count", "\"3\"")) == "count is 3 instead of \"3\"")
        #expect(Self.problem(Self.json("user.mail", "null")) == "user.mail is not there instead of null")
        #expect(Self.problem(Self.json("tags.1.slug", "1")) == "tags.1.slug is not there instead of 1")
        #expect(Self.problem(Self.json("status", "1"), body: "<html>") == "the answer is not JSON: <html>")
    }
}
