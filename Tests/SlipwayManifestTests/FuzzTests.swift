import SlipwayDomain
import SlipwayManifest
import TestSupport
import Testing

@Suite("Damaged manifests") struct FuzzTests {
    @Test("no bytes make it crash or hang: a manifest comes out, or errors with places", arguments: 0..<60)
    func damaged(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<25 {
            var bytes = Array(realworld.utf8)
            for _ in 0..<(1 + random.below(12)) { Self.damage(&bytes, &random) }
            check(bytes)
        }
    }

    @Test("neither do bytes that were never a manifest", arguments: 0..<20)
    func noise(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let letters = Array("-?:,[]{}#&*!|>'\"%@`\\ \n\t~${}abz09.é".utf8)
        for _ in 0..<40 {
            let count = random.below(400)
            check((0..<count).map { _ in random.pick(letters) })
            check((0..<count).map { _ in UInt8(random.below(256)) })
        }
    }

    private func check(_ bytes: [UInt8]) {
        do throws(ManifestErrors) {
            _ = try Manifest.load(bytes, ManifestContext(environment: "dev"))
        } catch {
            #expect(!error.diagnostics.isEmpty)
            for diagnostic in error.diagnostics {
                #expect(diagnostic.line >= 1 && diagnostic.column >= 1)
                #expect(!diagnostic.message.isEmpty)
            }
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = random.below(bytes.count)
        switch random.below(6) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Array("&a *a".utf8), at: place)
        case 3: bytes.insert(random.pick(Array("{}[]:,-#'\"$".utf8)), at: place)
        case 4:
            let end = min(bytes.count, place + random.below(60))
            bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
        default: bytes.removeLast(random.below(min(40, bytes.count - 1)))
        }
    }
}
