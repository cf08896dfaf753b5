import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Parameter Store")
struct ParametersTests {
    typealias Put = AWSCallError<SSM.PutParameterError>
    let test: TestCloud

    init() throws {
        self.test = try TestCloud()
    }

    @Test("versions grow with each overwrite, and can be read by number and label")
    func versions() async throws {
        #expect(try await test.parameters.putParameter(.init(name: "/a/b", value: "1", type: .string)).version == 1)
        #expect(
            await code { () throws(Put) in
                try await test.parameters.putParameter(.init(name: "/a/b", value: "2", type: .string))
            } == "ParameterAlreadyExists")
        #expect(
            try await test.parameters.putParameter(.init(name: "/a/b", value: "2", overwrite: true)).version == 2)
        _ = try await test.parameters.labelParameterVersion(
            .init(name: "/a/b", parameterVersion: 1, labels: ["stable", "aws-no"]))
        #expect(try await test.parameters.getParameter(.init(name: "/a/b")).parameter?.value == "2")
        let first = try await test.parameters.getParameter(.init(name: "/a/b:1")).parameter
        #expect(first?.value == "1")
        #expect(first?.selector == ":1")
        #expect(try await test.parameters.getParameter(.init(name: "/a/b:stable")).parameter?.value == "1")
        typealias Get = AWSCallError<SSM.GetParameterError>
        #expect(
            await code { () throws(Get) in try await test.parameters.getParameter(.init(name: "/a/b:9")) }
                == "ParameterVersionNotFound")
        #expect(
            await code { () throws(Get) in try await test.parameters.getParameter(.init(name: "/nope")) }
                == "ParameterNotFound")
        let history = try await test.parameters.getParameterHistory(.init(name: "/a/b"))
        #expect(history.parameters?.map(\.version) == [1, 2])
        #expect(history.parameters?.first?.labels == ["stable"])
    }

    @Test("secure strings are shown only when decryption is asked for")
    func secure() async throws {
        _ = try await test.parameters.putParameter(.init(name: "/s", value: "canary", type: .secureString))
        let sealed = try await test.parameters.getParameter(.init(name: "/s")).parameter
        #expect(sealed?.value?.contains("canary") == false)
        #expect(sealed?.type == .secureString)
        let open = try await test.parameters.getParameter(.init(name: "/s", withDecryption: true)).parameter
        #expect(open?.value == "canary")
        #expect(open?.arn == "arn:aws:ssm:ap-northeast-2:000000000000:parameter/s")
    }

    @Test(
        "names and values that AWS refuses",
        arguments: [
            ("aws/x", "v"), ("ssm-thing", "v"), ("a/b", "v"), ("/a//b", "v"), ("/a b", "v"),
            ("/big", String(repeating: "x", count: 4097)),
        ])
    func refuses(name: String, value: String) async {
        #expect(
            await code { () throws(Put) in
                try await test.parameters.putParameter(.init(name: name, value: value, type: .string))
            } == "ValidationException")
    }

    @Test("several at once: found ones and invalid ones apart")
    func several() async throws {
        for name in ["/x/1", "/x/2"] {
            _ = try await test.parameters.putParameter(.init(name: name, value: name, type: .string))
        }
        let got = try await test.parameters.getParameters(.init(names: ["/x/2", "/gone", "/x/1"]))
        #expect(got.parameters?.map(\.name) == ["/x/2", "/x/1"])
        #expect(got.invalidParameters == ["/gone"])
        let deleted = try await test.parameters.deleteParameters(.init(names: ["/x/1", "/gone"]))
        #expect(deleted.deletedParameters == ["/x/1"])
        #expect(deleted.invalidParameters == ["/gone"])
    }

    @Test("by path: one level or all, in pages, sorted")
    func byPath() async throws {
        for name in ["/app/b", "/app/a", "/app/deep/c", "/apple"] {
            _ = try await test.parameters.putParameter(.init(name: name, value: "v", type: .string))
        }
        func names(_ recursive: Bool) async throws -> [String?] {
            try await test.parameters.getParametersByPath(.init(path: "/app", recursive: recursive)).parameters?
                .map(\.name) ?? []
        }
        #expect(try await names(false) == ["/app/a", "/app/b"])
        #expect(try await names(true) == ["/app/a", "/app/b", "/app/deep/c"])
        var pages: [Int] = []
        for try await page in test.parameters.getParametersByPathPages(
            .init(path: "/", recursive: true, maxResults: 3))
        {
            pages.append(page.parameters?.count ?? 0)
        }
        #expect(pages == [3, 1])
        let described = try await test.parameters.describeParameters(
            .init(parameterFilters: [.init(key: "Name", option: "BeginsWith", values: ["/app/"])]))
        #expect(described.parameters?.map(\.name) == ["/app/a", "/app/b", "/app/deep/c"])
        typealias ByPath = AWSCallError<SSM.GetParametersByPathError>
        #expect(
            await code { () throws(ByPath) in
                try await test.parameters.getParametersByPath(
                    .init(path: "/app", parameterFilters: [.init(key: "Name", values: ["a"])]))
            } == "InvalidFilterKey")
    }

    @Test("tags and allowed patterns")
    func tagsAndPatterns() async throws {
        _ = try await test.parameters.putParameter(
            .init(
                name: "/t", value: "12", type: .string, allowedPattern: "^[0-9]+$",
                tags: [.init(key: "a", value: "1")]))
        _ = try await test.parameters.addTagsToResource(
            .init(resourceType: .parameter, resourceId: "/t", tags: [.init(key: "b", value: "2")]))
        _ = try await test.parameters.removeTagsFromResource(
            .init(resourceType: .parameter, resourceId: "/t", tagKeys: ["a"]))
        let tags = try await test.parameters.listTagsForResource(.init(resourceType: .parameter, resourceId: "/t"))
        #expect(tags.tagList == [.init(key: "b", value: "2")])
        #expect(
            await code { () throws(Put) in
                try await test.parameters.putParameter(
                    .init(name: "/u", value: "x", type: .string, allowedPattern: "^[0-9]+$"))
            } == "ParameterPatternMismatchException")
    }
}
