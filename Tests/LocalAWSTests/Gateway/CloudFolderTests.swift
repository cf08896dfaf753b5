import Foundation
import LocalAWS
import Logging
import Testing

@Suite("Temporary folders of clouds")
struct CloudFolderTests {
    @Test("what a killed cloud left is removed by the next one; a living one's folder stays, and goes with it")
    func removesLeftovers() async throws {
        let parent = FileManager.default.temporaryDirectory
        var dead = RuntimeInstance.current(nonce: "killed")
        // Above the kernel's largest process number.
        dead.processID = 4_194_305
        let leftover = parent.appending(path: "slipway-cloud-\(dead.id)")
        let living = parent.appending(path: "slipway-cloud-\(RuntimeInstance.current(nonce: "living").id)")
        for folder in [leftover, living] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(at: living) }
        let cloud = try Cloud(Cloud.Settings(port: 0, time: HandTime(), logger: Logger(label: "test")))
        #expect(!FileManager.default.fileExists(atPath: leftover.path))
        #expect(FileManager.default.fileExists(atPath: living.path))
        await cloud.stop()
    }
}
