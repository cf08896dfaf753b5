import Foundation
import OCI
import Testing

struct GzipTests {
    @Test("reads back what it writes, small and large", arguments: [0, 1, 1000, 300_000])
    func roundTrip(count: Int) throws {
        var random = Seeded(state: 7)
        let bytes = (0..<count).map { _ in UInt8(random.below(256)) }
        let zipped = try gzip(bytes)
        #expect(try GzipSource(MemorySource(zipped)).readAll(limit: 1 << 20, what: "x") == bytes)
    }

    @Test("writes no time and no name, so equal content has equal bytes")
    func deterministic() throws {
        let zipped = try gzip(Array("hello".utf8))
        #expect(zipped[0..<8].elementsEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))
        #expect(try gzip(Array("hello".utf8)) == zipped)
    }

    @Test("reads several members in a row, as parallel compressors write them")
    func members() throws {
        let both = try gzip(Array("one ".utf8)) + gzip(Array("two".utf8))
        let text = try GzipSource(MemorySource(both)).readAll(limit: 100, what: "x")
        #expect(String(decoding: text, as: UTF8.self) == "one two")
    }

    @Test("refuses truncated and damaged streams")
    func damaged() throws {
        var zipped = try gzip(Array(repeating: 65, count: 10_000))
        #expect(throws: OCIError.truncated("the gzip stream")) {
            try GzipSource(MemorySource(Array(zipped.dropLast(3)))).readAll(limit: 1 << 20, what: "x")
        }
        #expect(throws: OCIError.malformed("the gzip stream", reason: "bytes after its end")) {
            try GzipSource(MemorySource(zipped + [1])).readAll(limit: 1 << 20, what: "x")
        }
        zipped[zipped.count - 6] ^= 1
        #expect(throws: OCIError.malformed("the gzip stream", reason: "incorrect data check")) {
            try GzipSource(MemorySource(zipped)).readAll(limit: 1 << 20, what: "x")
        }
    }

    @Test("stops at the bound when a small stream unpacks to very much")
    func bomb() throws {
        let sink = MemorySink()
        let zip = try GzipSink(sink)
        for _ in 0..<64 { try zip.write([UInt8](repeating: 0, count: 1 << 20)) }
        try zip.close()
        #expect(sink.bytes.count < 100_000)
        #expect(throws: OCIError.exceedsLimit("the bomb", limit: 1 << 20)) {
            try GzipSource(MemorySource(sink.bytes)).readAll(limit: 1 << 20, what: "the bomb")
        }
    }
}
