import OCI

/// Builds an image from a Dockerfile with the tool that is there, and takes it out of the tool as files: the push is
/// ours, so neither credentials nor a registry's address ever reach the tool.
package struct ImageBuilder: Sendable {
    /// For the archive and the layers; they must stay until the image is pushed.
    let folder: String
    let tools: any ToolRunner
    private let processID: Int32

    package init(
        folder: String, tools: any ToolRunner = SubprocessToolRunner(), processID: Int32 = Disk.ownProcessID
    ) {
        self.folder = folder
        self.tools = tools
        self.processID = processID
    }

    /// The first tool that answers: docker with an engine, then buildah.
    /// - Throws: `noBuilder` when none does.
    package func tool() async throws(ImageError) -> BuildTool {
        for tool in BuildTool.allCases {
            do throws(ImageError) {
                _ = try await tools.run(ToolCommands.probe(tool), purpose: "build", workingFolder: nil) { _ in }
                return tool
            } catch .cancelled {
                throw .cancelled
            } catch {
                continue
            }
        }
        throw .noBuilder
    }

    /// - Parameters:
    ///   - name: for people who look at the tool's list of images meanwhile.
    ///   - line: gets the tool's output as it comes.
    package func build(
        _ request: BuildRequest, name: String, line: @escaping @Sendable (String) -> Void
    ) async throws(ImageError) -> LocalImage {
        let tool = try await tool()
        // A name of this process's own: nobody's image is replaced or taken away.
        let name = "slipway-build/\(name):\(processID)"
        let parts = try makeFolder()
        _ = try await tools.run(
            ToolCommands.build(request, with: tool, name: name), purpose: "build the image", workingFolder: nil,
            line: line)
        let archive = parts + "/image.tar"
        do throws(ImageError) {
            _ = try await tools.run(
                ToolCommands.save(name, with: tool, to: archive), purpose: "save the image", workingFolder: nil,
                line: line)
            let image = try ImageArchive.read(archive, platform: request.platform, folder: parts)
            await clean(name, tool, archive, parts)
            return image
        } catch {
            await clean(name, tool, archive, parts)
            throw error
        }
    }

    /// A folder of this process's own; those of processes that are gone are removed.
    private func makeFolder() throws(ImageError) -> String {
        let prefix = "build-"
        let own = "\(folder)/\(prefix)\(processID)"
        do throws(OCIError) {
            try Disk.makeFolder(folder)
            for name in try Disk.list(folder) where name.hasPrefix(prefix) {
                guard let process = Int32(name.dropFirst(prefix.count)) else { continue }
                if process == processID || !Disk.isRunning(process) { try Disk.removeTree(folder + "/" + name) }
            }
            try Disk.makeFolder(own)
        } catch {
            throw .content(error)
        }
        return own
    }

    private func clean(_ name: String, _ tool: BuildTool, _ archive: String, _ parts: String) async {
        // What cannot be removed does no harm: name and folder are this process's own.
        _ = try? await tools.run(ToolCommands.remove(name, with: tool), purpose: "clean up", workingFolder: nil) { _ in
        }
        _ = try? Disk.removeFile(archive)
        _ = try? Disk.removeTree(parts + "/archive")
    }
}
