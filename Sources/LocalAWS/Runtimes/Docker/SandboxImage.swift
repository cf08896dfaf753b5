import OCI

/// The image of the container that holds a task's network namespace, as ECS's own pause container does: it only waits.
///
/// Its one file is a program of a few machine instructions, so nothing has to be pulled.
enum SandboxImage {
    static let name = "slipway-localaws-sandbox"

    /// - Parameter architecture: as the engine says it, `amd64` or `arm64`.
    /// - Returns: nil for processors that no program is known for.
    static func make(architecture: String) -> (config: [UInt8], layer: [UInt8])? {
        guard let program = program(architecture) else { return nil }
        do throws(OCIError) {
            let sink = MemorySink()
            let writer = TarWriter(sink)
            try writer.append(TarEntry(path: "pause", kind: .file, mode: 0o755), bytes: program)
            try writer.close()
            let config = ImageConfiguration(
                platform: Platform(os: "linux", architecture: architecture),
                config: ImageConfiguration.Execution(entrypoint: ["/pause"]), diffIDs: [Digest(of: sink.bytes)])
            return (try CanonicalJSON.encode(config), sink.bytes)
        } catch {
            // Writing to memory cannot fail, and the values are JSON.
            return nil
        }
    }

    /// An ELF file with one loadable segment at 4 MiB whose code waits for ever.
    private static func program(_ architecture: String) -> [UInt8]? {
        let machine: UInt16
        let code: [UInt8]
        switch architecture {
        case "amd64", "x86_64":
            machine = 62
            // again: mov eax, 34 (pause); syscall; jmp again
            code = [0xB8, 0x22, 0, 0, 0, 0x0F, 0x05, 0xEB, 0xF7]
        case "arm64", "aarch64":
            machine = 183
            // again: mov x0…x4, 0; mov x8, 73 (ppoll); svc 0; b again
            code = [
                0xD280_0000, 0xD280_0001, 0xD280_0002, 0xD280_0003, 0xD280_0004, 0xD280_0928, 0xD400_0001, 0x17FF_FFF9,
            ]
            .flatMap { little(UInt32($0)) }
        default: return nil
        }
        let start: UInt64 = 0x40_0000
        let headers = 64 + 56
        let size = UInt64(headers + code.count)
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        file += little(UInt16(2)) + little(machine) + little(UInt32(1))
        file += little(start + UInt64(headers)) + little(UInt64(64)) + little(UInt64(0)) + little(UInt32(0))
        file += little(UInt16(64)) + little(UInt16(56)) + little(UInt16(1))
        file += little(UInt16(64)) + little(UInt16(0)) + little(UInt16(0))
        // The segment: loaded, readable and executable.
        file += little(UInt32(1)) + little(UInt32(5)) + little(UInt64(0)) + little(start) + little(start)
        file += little(size) + little(size) + little(UInt64(0x1_0000))
        return file + code
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
