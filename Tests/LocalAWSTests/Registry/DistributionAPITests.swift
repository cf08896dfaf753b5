import AWSRuntime
import Foundation
import LocalAWS
import OCI
import Testing

@Suite("Distribution API")
struct DistributionAPITests {
    @Test("asks for the login, takes the one that ECR gives, and says when it is over")
    func login() async throws {
        try await RegistryFixture.with { fixture in
            let anonymous = try await fixture.send("GET", "/v2/", authorization: .some(nil))
            #expect(anonymous.status == 401)
            #expect(
                anonymous.headers["WWW-Authenticate"]
                    == "Basic realm=\"http://127.0.0.1:4566/\",service=\"ecr.amazonaws.com\"")
            let wrong = "Basic " + Data("AWS:guess".utf8).base64EncodedString()
            #expect(try await fixture.send("GET", "/v2/", authorization: wrong).status == 401)
            let right = "Basic " + Data("AWS:\(fixture.password)".utf8).base64EncodedString()
            let answer = try await fixture.send("GET", "/v2/", authorization: right)
            #expect(answer.status == 200)
            #expect(answer.headers["Docker-Distribution-Api-Version"] == "registry/2.0")
            fixture.time.advance(by: .seconds(12 * 3600 + 1))
            let late = try await fixture.send("GET", "/v2/", authorization: right)
            #expect(late.status == 403)
            #expect(late.text.contains("Your authorization token has expired"))
        }
    }

    @Test("refuses a push to a repository that does not exist, as ECR does")
    func unknownRepository() async throws {
        try await RegistryFixture.with { fixture in
            for (method, path) in [
                ("POST", "/v2/team/app/blobs/uploads/"), ("GET", "/v2/team/app/manifests/latest"),
                ("GET", "/v2/team/app/tags/list"),
            ] {
                let answer = try await fixture.send(method, path)
                #expect(answer.status == 404)
                #expect(
                    answer.text == """
                        {"errors":[{"code":"NAME_UNKNOWN","message":"The repository with name 'team/app' does not \
                        exist in the registry with id '000000000000'"}]}
                        """)
            }
        }
    }

    @Test("takes a blob whole, in pieces, and by mounting, and verifies its digest")
    func blobs() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("one"))
            _ = try await fixture.registry.create(fixture.key("two"))
            let digest = Digest(of: Array("hello world".utf8))
            let start = try await fixture.send("POST", "/v2/one/blobs/uploads/")
            #expect(start.status == 202)
            let location = try #require(start.headers["Location"])
            let first = try await fixture.send(
                "PATCH", location, headers: [HTTPField("Content-Range", "0-5")], body: Array("hello ".utf8))
            #expect(first.status == 202)
            #expect(first.headers["Range"] == "0-5")
            let hole = try await fixture.send(
                "PATCH", location, headers: [HTTPField("Content-Range", "8-9")], body: Array("xx".utf8))
            #expect(hole.status == 416)
            #expect(try await fixture.send("GET", location).headers["Range"] == "0-5")
            let end = try await fixture.send("PUT", location + "?digest=\(digest)", body: Array("world".utf8))
            #expect(end.status == 201)
            #expect(end.headers["Docker-Content-Digest"] == digest.description)
            #expect(try await fixture.send("GET", location).status == 404)

            #expect(try await fixture.send("HEAD", "/v2/two/blobs/\(digest)").status == 404)
            let mount = try await fixture.send("POST", "/v2/two/blobs/uploads/?mount=\(digest)&from=one")
            #expect(mount.status == 201)
            let other = Digest(of: [1])
            #expect(
                try await fixture.send("POST", "/v2/two/blobs/uploads/?mount=\(other)&from=one").status == 202)
            let head = try await fixture.send("HEAD", "/v2/two/blobs/\(digest)")
            #expect(head.headers["Content-Length"] == "11")

            let wrong = try await fixture.send("POST", "/v2/one/blobs/uploads/?digest=\(other)", body: [2])
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("DIGEST_INVALID"))
        }
    }

    @Test("gives blobs whole and in ranges")
    func ranges() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            let digest = Digest(of: Array("0123456789".utf8))
            _ = try await fixture.send(
                "POST", "/v2/app/blobs/uploads/?digest=\(digest)", body: Array("0123456789".utf8))
            #expect(try await fixture.send("GET", "/v2/app/blobs/\(digest)").text == "0123456789")
            for (range, text) in [
                ("bytes=0-0", "0"), ("bytes=3-5", "345"), ("bytes=8-", "89"), ("bytes=-2", "89"),
                ("bytes=8-9223372036854775807", "89"),
            ] {
                let part = try await fixture.send(
                    "GET", "/v2/app/blobs/\(digest)", headers: [HTTPField("Range", range)])
                #expect(part.status == 206)
                #expect(part.text == text, "\(range)")
            }
            for range in ["bytes=10-", "bytes=5-3", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4"] {
                let part = try await fixture.send(
                    "GET", "/v2/app/blobs/\(digest)", headers: [HTTPField("Range", range)])
                #expect(part.status == 416, "\(range)")
            }
        }
    }

    @Test("takes manifests whose parts are there, and gives them by tag and digest")
    func manifests() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            let (manifest, blobs) = try RegistryFixture.image(content: "x")
            let type = [HTTPField("Content-Type", MediaType.ociManifest.rawValue)]
            let early = try await fixture.send("PUT", "/v2/app/manifests/v1", headers: type, body: manifest)
            #expect(early.status == 400)
            #expect(early.text.contains("MANIFEST_BLOB_UNKNOWN"))
            let digest = try await fixture.push("app", tag: "v1", content: "x")
            #expect(blobs.count == 2)
            for reference in ["v1", digest.description] {
                let answer = try await fixture.send("GET", "/v2/app/manifests/\(reference)")
                #expect(answer.body == manifest)
                #expect(answer.headers["Content-Type"] == MediaType.ociManifest.rawValue)
                #expect(answer.headers["Docker-Content-Digest"] == digest.description)
                let head = try await fixture.send("HEAD", "/v2/app/manifests/\(reference)")
                #expect(head.headers["Content-Length"] == "\(manifest.count)")
            }
            let wrong = try await fixture.send(
                "PUT", "/v2/app/manifests/\(Digest(of: []))", headers: type, body: manifest)
            #expect(wrong.text.contains("DIGEST_INVALID"))
            let junk = try await fixture.send("PUT", "/v2/app/manifests/v2", headers: type, body: Array("{}".utf8))
            #expect(junk.text.contains("MANIFEST_INVALID"))
            #expect(try await fixture.send("GET", "/v2/app/manifests/v9").text.contains("MANIFEST_UNKNOWN"))
            #expect(try await fixture.send("DELETE", "/v2/app/manifests/\(digest)").status == 202)
            #expect(try await fixture.send("GET", "/v2/app/manifests/v1").status == 404)
        }
    }

    @Test("takes an index after its manifests, and keeps what an index names")
    func index() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            let missing = Digest(of: [9])
            func index(_ digests: [Digest]) throws -> [UInt8] {
                try CanonicalJSON.encode(
                    ImageIndex(
                        manifests: digests.map {
                            Descriptor(
                                mediaType: .ociManifest, digest: $0, size: 1,
                                platform: Platform(os: "linux", architecture: "amd64"))
                        }))
            }
            let type = [HTTPField("Content-Type", MediaType.ociIndex.rawValue)]
            let early = try await fixture.send(
                "PUT", "/v2/app/manifests/all", headers: type, body: index([missing]))
            #expect(early.text.contains("MANIFEST_BLOB_UNKNOWN"))
            let child = try await fixture.push("app", tag: "one")
            let put = try await fixture.send("PUT", "/v2/app/manifests/all", headers: type, body: index([child]))
            #expect(put.status == 201)
            let delete = try await fixture.send("DELETE", "/v2/app/manifests/\(child)")
            #expect(delete.status == 409)
            #expect(try await fixture.send("GET", "/v2/app/manifests/\(child)").status == 200)
        }
    }

    @Test("lists tags and repositories in pages")
    func lists() async throws {
        try await RegistryFixture.with { fixture in
            for name in ["aa", "bb", "cc"] { _ = try await fixture.registry.create(fixture.key(name)) }
            for tag in ["v3", "v1", "v2"] { try await fixture.push("aa", tag: tag, content: tag) }
            #expect(
                try await fixture.send("GET", "/v2/aa/tags/list").text
                    == "{\"name\":\"aa\",\"tags\":[\"v1\",\"v2\",\"v3\"]}")
            let first = try await fixture.send("GET", "/v2/aa/tags/list?n=2")
            #expect(first.text.contains("[\"v1\",\"v2\"]"))
            #expect(first.headers["Link"] == "</v2/aa/tags/list?last=v2&n=2>; rel=\"next\"")
            let second = try await fixture.send("GET", "/v2/aa/tags/list?last=v2&n=2")
            #expect(second.text.contains("[\"v3\"]"))
            #expect(second.headers["Link"] == nil)
            #expect(
                try await fixture.send("GET", "/v2/_catalog?n=1").text == "{\"repositories\":[\"aa\"]}")
        }
    }

    @Test("keeps an immutable tag where it is")
    func immutable() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"), hasImmutableTags: true)
            try await fixture.push("app", tag: "v1", content: "1")
            try await fixture.push("app", tag: "v1", content: "1")
            await #expect(throws: RegistryFixture.Unexpected.self) {
                try await fixture.push("app", tag: "v1", content: "2")
            }
        }
    }

    @Test("removes content that nothing names any more, and finds everything again after a restart")
    func keeping() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            try await fixture.push("app", tag: "v1", content: "shared")
            let gone = try await fixture.push("app", tag: "v2", content: "own")
            let own = Digest(of: Array("own".utf8))
            let store = fixture.registry.blobs
            #expect(try store.size(of: own) == 3)
            let result = try await fixture.registry.deleteImage(
                .digest(gone), in: fixture.key("app"), removesUntagged: true)
            #expect(result.tags == ["v2"])
            #expect(try store.size(of: own) == nil)
            #expect(try store.size(of: Digest(of: Array("shared".utf8))) == 6)
            let again = try ImageRegistry(
                account: RegistryFixture.account, folder: store.folder, time: fixture.time, makeID: { "x" })
            #expect(try await again.repository(fixture.key("app")).tags.keys.sorted() == ["v1"])
        }
    }

    @Test("takes many uploads at once")
    func concurrent() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let bytes = Array("blob \(number % 10)".utf8)
                        return try await fixture.send(
                            "POST", "/v2/app/blobs/uploads/?digest=\(Digest(of: bytes))", body: bytes
                        ).status
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
            #expect(try await fixture.registry.repository(fixture.key("app")).blobs.count == 10)
        }
    }

    @Test(
        "answers odd paths and names with the specification's errors",
        arguments: [
            ("GET", "/v2/a/manifests/", 404), ("GET", "/v2/App/manifests/x", 400),
            ("GET", "/v2/../etc/manifests/x", 400),
            ("GET", "/v2/aa/manifests/sha256:1", 400), ("PUT", "/v2/aa/tags/list", 405), ("GET", "/v2/aa", 404),
            ("GET", "/v2/a%2Fb/../c/blobs/x", 400), ("POST", "/v2/aa/blobs/uploads/?mount=zz", 400),
        ])
    func odd(method: String, path: String, status: Int) async throws {
        try await RegistryFixture.with { fixture in
            let answer = try await fixture.send(method, path)
            #expect(answer.status == status)
        }
    }
}
