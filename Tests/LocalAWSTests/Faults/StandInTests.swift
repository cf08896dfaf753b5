import Foundation
import LocalAWS
import Testing

@Suite("Programs that stand in for a container's own")
struct StandInTests {
    /// Runs the program on this machine, which is what a container does.
    private static func run(_ standIn: StandIn, stop: Bool = false) throws -> (output: String, process: Process) {
        let file = FileManager.default.temporaryDirectory.appending(path: "stand-in-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(StandInProgram.bytes(standIn, architecture: architecture)).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = file
        process.standardOutput = pipe
        try process.run()
        if stop {
            // What it wrote says that it runs; only then is it asked to end.
            let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            process.terminate()
            process.waitUntilExit()
            return (line, process)
        }
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process)
    }

    private static var architecture: String {
        #if arch(arm64)
        "arm64"
        #else
        "amd64"
        #endif
    }

    @Test("writes its lines and ends with its code", arguments: [0, 1, 78, 255])
    func exits(code: Int) throws {
        let (output, process) = try Self.run(StandIn(lines: ["one", "two ü"], ending: .exits(code: code)))
        #expect(output == "one\ntwo ü\n")
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == Int32(code))
    }

    @Test("dies of a real access to nothing, and ends as engines report other signals")
    func dies() throws {
        let fault = try Self.run(StandIn(lines: [], ending: .dies(signal: 11))).process
        #expect(fault.terminationReason == .uncaughtSignal)
        #expect(fault.terminationStatus == 11)
        #expect(try Self.run(StandIn(lines: [], ending: .dies(signal: 6))).process.terminationStatus == 134)
    }

    @Test("stays until it is asked to end")
    func stays() throws {
        let (output, process) = try Self.run(StandIn(lines: ["up"], ending: .stays), stop: true)
        #expect(output == "up\n")
        #expect(process.terminationStatus == 143)
    }

    @Test("is machine code for the processor that it is asked for")
    func architectures() {
        for (name, machine) in [("amd64", 62), ("arm64", 183)] as [(String, UInt8)] {
            let bytes = StandInProgram.bytes(StandIn(lines: ["x"], ending: .exits(code: 1)), architecture: name)
            #expect(Array(bytes.prefix(4)) == [0x7F, 0x45, 0x4C, 0x46])
            #expect(bytes[18] == machine)
        }
    }
}
