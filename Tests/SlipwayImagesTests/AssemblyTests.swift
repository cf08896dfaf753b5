import Foundation
import OCI
import SlipwayImages
import TestSupport
import Testing

@Suite("Assembling images")
struct AssemblyTests {
    static let hello = """
        #include <stdio.h>
        #include <zlib.h>
        #include <unistd.h>
        int main(int count, char **values) {
          FILE *users = fopen("/etc/passwd", "r");
          printf("zlib %c, %s, users %s\\n", zlibVersion()[0], count > 1 ? values[1] : "-", users ? "yes" : "no");
          return 0;
        }
        """

    @Test(
        "makes an image of a C program that runs where nothing else is",
        .enabled(if: has("cc") && Disk.isRoot && has("chroot")))
    func cProgram() async throws {
        try await withTemporaryFolder { folder in
            let program = try compileC(Self.hello, named: "hello", in: folder.path, ["-lz"])
            let assembler = ImageAssembler(folder: folder.path + "/layers")
            let image = try await assembler.assemble(
                program, options: AssemblyOptions(environment: ["A=b"], exposedPort: 8080, labels: ["k": "v"]))
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try run("chroot", root, "/app/hello", "x") == "zlib 1, x, users yes\n")
            let configuration = try ImageConfiguration.parse(image.configuration)
            #expect(configuration.config?.entrypoint == ["/app/hello"])
            #expect(configuration.config?.user == "10001:10001")
            #expect(configuration.config?.exposedPorts?.keys.sorted() == ["8080/tcp"])
            #expect(configuration.config?.env?.last == "A=b")
            #expect(configuration.platform == image.platform)
            #expect(image.layers.count == 2)
        }
    }

    @Test(
        "makes an image of a Swift program with its runtime",
        .enabled(if: has("swiftc") && Disk.isRoot && has("chroot")))
    func swiftProgram() async throws {
        try await withTemporaryFolder { folder in
            let source = "import Foundation\nprint(\"hello from\", Date(timeIntervalSince1970: 0).description)\n"
            try Disk.write(Array(source.utf8), to: folder.path + "/hello.swift")
            try run("swiftc", "-o", folder.path + "/hello", folder.path + "/hello.swift")
            let assembler = ImageAssembler(folder: folder.path + "/layers")
            let image = try await assembler.assemble(folder.path + "/hello", options: AssemblyOptions())
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try run("chroot", root, "/app/hello") == "hello from 1970-01-01 00:00:00 +0000\n")
        }
    }

    @Test("gives the same digest for the same inputs, and a new program changes one layer", .enabled(if: has("cc")))
    func deterministic() async throws {
        try await withTemporaryFolder { folder in
            let program = try compileC(Self.hello, named: "hello", in: folder.path, ["-lz"])
            let one = try await ImageAssembler(folder: folder.path + "/one").assemble(
                program, options: AssemblyOptions())
            let other = try await ImageAssembler(folder: folder.path + "/other").assemble(
                program, options: AssemblyOptions())
            #expect(one.digest == other.digest)
            let changed = Self.hello.replacingOccurrences(of: "zlib %c", with: "z %c")
            _ = try compileC(changed, named: "hello", in: folder.path, ["-lz"])
            let third = try await ImageAssembler(folder: folder.path + "/one").assemble(
                program, options: AssemblyOptions())
            #expect(third.layers[0] == one.layers[0])
            #expect(third.layers[1].descriptor != one.layers[1].descriptor)
        }
    }

    @Test("finds libraries beside the program and keeps them there", .enabled(if: has("cc") && Disk.isRoot))
    func originLibraries() async throws {
        try await withTemporaryFolder { folder in
            _ = try compileC(
                "int answer(void) { return 42; }", named: "libanswer.so", in: folder.path, ["-shared", "-fPIC"])
            let source = "#include <stdio.h>\nint answer(void);\nint main(void) { printf(\"%d\\n\", answer()); }"
            let program = try compileC(
                source, named: "ask", in: folder.path,
                ["-L" + folder.path, "-l:libanswer.so", "-Wl,-rpath,$ORIGIN"])
            let image = try await ImageAssembler(folder: folder.path + "/layers").assemble(
                program, options: AssemblyOptions())
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try Disk.status(root + "/app/libanswer.so") != nil)
            // The loader learns $ORIGIN from /proc, which every container has.
            let inside = "mount -t proc proc \(root)/proc && exec chroot \(root) /app/ask"
            #expect(try run("unshare", "--mount", "sh", "-c", inside) == "42\n")
            try Disk.removeFile(folder.path + "/libanswer.so")
            await #expect(throws: ImageError.self) {
                try await ImageAssembler(folder: folder.path + "/layers").assemble(program, options: AssemblyOptions())
            }
        }
    }

    @Test("takes files and folders along, where the manifest says")
    func includes() throws {
        let plain = AssemblyOptions.Include(parsing: "Resources", base: "/src")
        #expect(plain == AssemblyOptions.Include(source: "/src/Resources", destination: "/app/Resources"))
        let placed = AssemblyOptions.Include(parsing: "a/b.json:etc/b.json", base: "/src")
        #expect(placed == AssemblyOptions.Include(source: "/src/a/b.json", destination: "/app/etc/b.json"))
        let absolute = AssemblyOptions.Include(parsing: "/x:/y", base: "/src")
        #expect(absolute == AssemblyOptions.Include(source: "/x", destination: "/y"))
    }

    @Test("puts included folders into the image, and strips when asked", .enabled(if: has("cc") && has("strip")))
    func includedAndStripped() async throws {
        try await withTemporaryFolder { folder in
            let program = try compileC(Self.hello, named: "hello", in: folder.path, ["-lz", "-g"])
            try Disk.makeFolder(folder.path + "/data/sub")
            try Disk.write([1], to: folder.path + "/data/sub/file")
            try Disk.makeSymbolicLink(at: folder.path + "/data/loop", to: ".")
            let options = AssemblyOptions(
                includes: [.init(parsing: "data", base: folder.path)], stripsSymbols: true)
            let image = try await ImageAssembler(folder: folder.path + "/layers").assemble(program, options: options)
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try Disk.list(root + "/app/data") == ["loop", "sub"])
            let stripped = try #require(try Disk.status(root + "/app/hello")).size
            let original = try #require(try Disk.status(program)).size
            #expect(stripped < original)
            let missing = AssemblyOptions(includes: [.init(parsing: "nothing", base: folder.path)])
            await #expect(throws: ImageError.includeNotFound(path: folder.path + "/nothing")) {
                try await ImageAssembler(folder: folder.path + "/layers").assemble(program, options: missing)
            }
        }
    }

    @Test(
        "says what a file is that is no program for Linux",
        arguments: [
            ("#!/bin/sh\n" + String(repeating: "x", count: 80), "it is a script"),
            ("MZ" + String(repeating: "x", count: 80), "it is a program for Windows"),
            ("text " + String(repeating: "x", count: 80), "it does not begin like one (ELF)"),
            ("", "it is too short to be one"),
            ("\u{7f}ELF\u{1}" + String(repeating: "\u{1}", count: 80), "it is a 32-bit program"),
        ])
    func notPrograms(content: String, reason: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.path + "/program"
            try Disk.write(Array(content.utf8), to: path)
            await #expect(throws: ImageError.notAnExecutable(path: path, reason: reason)) {
                try await ImageAssembler(folder: folder.path).assemble(path, options: AssemblyOptions())
            }
        }
    }

    @Test("a program that is not there is told with the command that builds it")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.path + "/.build/release/Shop"
            await #expect(throws: ImageError.executableMissing(path: path)) {
                try await ImageAssembler(folder: folder.path).assemble(path, options: AssemblyOptions())
            }
            #expect(
                ImageError.executableMissing(path: path).next
                    == "not built yet: swift build -c release --product Shop")
        }
        #expect(ImageError.building(".build/x86_64-unknown-linux-gnu/debug/Shop") == "swift build --product Shop")
        for other in ["target/release/shop", ".build/Shop", ".build/release", ".build/a/b/release/Shop", ""] {
            #expect(ImageError.building(other) == nil)
        }
    }

    @Test("refuses a program for another processor, and a library", .enabled(if: has("cc")))
    func wrongOnes() async throws {
        try await withTemporaryFolder { folder in
            let program = try compileC("int main(void) { return 0; }", named: "p", in: folder.path)
            let elf = try ELFFile(path: program)
            let own = try #require(elf.machine == .aarch64 ? "arm64" : "amd64")
            let other = Platform(os: "linux", architecture: own == "amd64" ? "arm64" : "amd64")
            await #expect(
                throws: ImageError.wrongArchitecture(
                    path: program, has: "linux/\(own)", wanted: other.description)
            ) {
                try await ImageAssembler(folder: folder.path).assemble(
                    program, options: AssemblyOptions(platform: other))
            }
            let library = try compileC("int f;", named: "libf.so", in: folder.path, ["-shared", "-fPIC"])
            await #expect(throws: ImageError.notAnExecutable(path: library, reason: "it is a shared library")) {
                try await ImageAssembler(folder: folder.path).assemble(library, options: AssemblyOptions())
            }
        }
    }

    @Test("reads damaged programs without a crash", .enabled(if: has("cc")), arguments: 0..<40)
    func damaged(seed: Int) async throws {
        try await withTemporaryFolder { folder in
            let program = try compileC("int main(void) { return 0; }", named: "p", in: folder.path)
            var bytes = try Disk.read(program, limit: 1 << 20)
            var random = SeededGenerator(seed: UInt64(seed))
            for _ in 0..<12 { bytes[random.below(1024)] = UInt8(random.below(256)) }
            try Disk.write(bytes, to: program)
            _ = try? ELFFile(path: program)
        }
    }
}
