#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file, or a part of one, as a source. Closed when it goes away.
package final class FileSource: ByteSource {
    private let path: String
    private let descriptor: Int32
    private var left: Int64

    /// - Parameters:
    ///   - offset: where to begin, in bytes.
    ///   - length: how much to give at most; nil is all.
    package init(_ path: String, offset: Int64 = 0, length: Int64? = nil) throws(OCIError) {
        self.path = path
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.left = length ?? .max
        guard descriptor >= 0 else { throw Disk.failure("open", path) }
        if offset > 0, lseek(descriptor, off_t(offset), SEEK_SET) < 0 { throw Disk.failure("seek in", path) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(OCIError) -> Int {
        let wanted = Int(min(Int64(buffer.count), left))
        guard wanted > 0 else { return 0 }
        while true {
            #if canImport(Glibc)
            let count = Glibc.read(descriptor, buffer.baseAddress, wanted)
            #elseif canImport(Musl)
            let count = Musl.read(descriptor, buffer.baseAddress, wanted)
            #else
            let count = Darwin.read(descriptor, buffer.baseAddress, wanted)
            #endif
            if count >= 0 {
                left -= Int64(count)
                return count
            }
            guard errno == EINTR else { throw Disk.failure("read", path) }
        }
    }
}

/// Writes a file. Closed at the latest when it goes away.
package final class FileSink: ByteSink {
    private let path: String
    private var descriptor: Int32

    /// - Parameters:
    ///   - exclusive: fail when something is at the path already (links are not followed then).
    ///   - appending: add to the end of the file instead of emptying it.
    package init(
        _ path: String, mode: Int = 0o644, exclusive: Bool = false, appending: Bool = false
    ) throws(OCIError) {
        self.path = path
        let start = exclusive ? O_EXCL : appending ? O_APPEND : O_TRUNC
        self.descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | start, mode_t(mode))
        guard descriptor >= 0 else { throw Disk.failure("create", path) }
    }

    deinit {
        if descriptor >= 0 { _ = shut(descriptor) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(OCIError) {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Glibc)
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #elseif canImport(Musl)
            let count = Musl.write(descriptor, rest.baseAddress, rest.count)
            #else
            let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw Disk.failure("write", path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    package func close() throws(OCIError) {
        let open = descriptor
        descriptor = -1
        guard open >= 0 else { return }
        guard shut(open) == 0 else { throw Disk.failure("close", path) }
    }
}

/// The system's `close`, which methods of that name hide.
private func shut(_ descriptor: Int32) -> Int32 { close(descriptor) }
